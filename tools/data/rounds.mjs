// rounds.mjs - what is known of the rounds so far, and what follows for a cluster that was recognised in one.
//
// Days of publication; the fourth round is known by its month only, so its last day stands for it. The days on which the
// notices went out are not known: each round is opened on its own last day. Numbers of announcements are not known.
export const rounds = {
  2022: {
    n: '一',
    notice: 'closes=2022-10-31 quota=5 quota_separate=3 first=yes one_per_subfield=yes valid_from=2023-01-01 valid_until=2025-12-31 report_due=04-30',
    announced: '2023-01-11',
    valid: ['2023-01-01', '2025-12-31'],
  },
  2023: { n: '二', notice: 'closes=2023-07-31 quota=6 quota_separate=2', announced: '2023-10-18' },
  2024: { n: '三', notice: 'closes=2024-07-31 quota=8 quota_separate=2 report_due=03-31', announced: '2024-09-19' },
  2025: {
    n: '四',
    notice: 'closes=2025-07-15 quota=8 quota_separate=2 reexamination=yes notice_passed=yes',
    remark: '报送截止日的来源较弱',
    announced: '2025-11-30',
    note: '，公布于2025年11月，具体日期未获得，以月末计',
  },
};

// A re-examination that passed extends validity by three years from the day after its last day (第十五条). Taken over is
// the term that runs now.
const extended = ['2026-01-01', '2028-12-31'];

// announcement, announced, valid_from, valid_until of a cluster; a term that nobody announced stays empty.
export function recognition(year, passed) {
  const round = rounds[year];
  let announcement = `工信部公布：第${round.n}批（公开名单摘录，文号未获得${round.note ?? ''}）`;
  if (passed) announcement += `；2025年复核通过，首个有效期${round.valid.join('至')}`;
  const [from, until] = (passed ? extended : round.valid) ?? ['', ''];
  return { announcement, announced: round.announced, valid_from: from, valid_until: until };
}

// Names are printed with and without their province, so a match is by channel, county and the end of the name.
export const sameCluster = (a, b) =>
  a.channel === b.channel && a.county === b.county && (a.cluster_name.endsWith(b.cluster_name) || b.cluster_name.endsWith(a.cluster_name));
