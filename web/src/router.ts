// Every screen has an address that can be sent to a colleague; each is loaded when it is first wanted.
import { START_LOCATION, createRouter, createWebHistory } from "vue-router";
import { session } from "@/session";

export const router = createRouter({
  history: createWebHistory("/desk/"),
  routes: [
    { path: "/", name: "home", component: () => import("@/home/HomeScreen.vue") },
    { path: "/signin", name: "signin", component: () => import("@/signin/SignIn.vue"), meta: { open: true } },
    { path: "/clusters", name: "clusters", component: () => import("@/clusters/ClusterList.vue") },
    { path: "/clusters/:cluster", name: "dossier", component: () => import("@/dossier/DossierScreen.vue"), props: true },
    { path: "/clusters/:cluster/chances", name: "chance", component: () => import("@/chance/ChanceScreen.vue"), props: true },
    { path: "/pool", name: "pool", component: () => import("@/pool/PoolScreen.vue") },
    { path: "/calendar", name: "calendar", component: () => import("@/calendar/CalendarScreen.vue") },
    { path: "/cases", name: "cases", component: () => import("@/cases/CaseList.vue") },
    { path: "/review/:path(.*)?", name: "review", component: () => import("@/review/ReviewScreen.vue"), props: (to) => ({ path: String(to.params["path"] ?? "") }) },
    { path: "/spot/:path(.*)?", name: "spot", component: () => import("@/spot/SpotScreen.vue"), props: (to) => ({ path: String(to.params["path"] ?? "") }) },
    { path: "/opinions/:path(.*)?", name: "opinions", component: () => import("@/expert/ExpertScreen.vue"), props: (to) => ({ path: String(to.params["path"] ?? "") }) },
    { path: "/ranking", name: "ranking", component: () => import("@/ranking/RankingScreen.vue") },
    { path: "/notices", name: "notices", component: () => import("@/notices/NoticeScreen.vue") },
    { path: "/matching", name: "matching", component: () => import("@/matching/MatchingScreen.vue") },
    { path: "/reports", name: "reports", component: () => import("@/reports/ReportScreen.vue") },
    { path: "/rounds", name: "rounds", component: () => import("@/rounds/RoundList.vue") },
    { path: "/rounds/:round", name: "roundProgress", component: () => import("@/rounds/RoundProgress.vue"), props: true },
    { path: "/drafts/:path(.*)", name: "draft", component: () => import("@/draft/DraftScreen.vue"), props: true },
    { path: "/account", name: "account", component: () => import("@/account/AccountScreen.vue") },
    { path: "/accounts", name: "accounts", component: () => import("@/accounts/AccountList.vue") },
    { path: "/accounts/:login", name: "accountOf", component: () => import("@/accounts/AccountPage.vue"), props: true },
    { path: "/account-settings", name: "accountSettings", component: () => import("@/accounts/SettingsScreen.vue") },
    { path: "/figures", name: "figures", component: () => import("@/dashboards/DashboardScreen.vue") },
    { path: "/rulebook", name: "rulebook", component: () => import("@/rulebook/ReadScreen.vue") },
    { path: "/rulebook/compare", name: "rulebookCompare", component: () => import("@/rulebook/CompareScreen.vue") },
    { path: "/rulebook/edit", name: "rulebookEdit", component: () => import("@/rulebook/EditScreen.vue") },
    { path: "/rulebook/proposals", name: "rulebookProposals", component: () => import("@/rulebook/ProposalScreen.vue") },
    { path: "/rulebook/proposals/:name", name: "rulebookProposal", component: () => import("@/rulebook/ProposalPage.vue"), props: true },
    { path: "/audit", name: "audit", component: () => import("@/audit/RunScreen.vue") },
    { path: "/access", name: "access", component: () => import("@/audit/AccessScreen.vue") },
    { path: "/log", name: "log", component: () => import("@/audit/LogScreen.vue") },
    { path: "/help/:guide?", name: "help", component: () => import("@/help/HelpScreen.vue"), props: (to) => ({ guide: String(to.params["guide"] ?? "") }) },
    { path: "/:rest(.*)*", name: "nowhere", component: () => import("@/shell/NowhereScreen.vue") },
  ],
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
});

router.beforeEach((to) => {
  // A session that has ended over a screen is asked for there: what was typed stays.
  if (to.meta["open"] === true || session.stage === "full" || session.expired) return true;
  return { name: "signin", query: to.fullPath === "/" ? {} : { to: to.fullPath } };
});

// A screen that can not be loaded was that of an older program, and the press would do nothing: the page begins anew there,
// once the server answers.
router.onError(async (_error, to, from) => {
  if (from === START_LOCATION) return;
  const answer = await fetch("/healthz").catch(() => null);
  if (answer?.ok === true) window.location.assign(router.resolve(to.fullPath).href);
});
