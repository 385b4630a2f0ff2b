/* mask.h - personal data as it is shown unless somebody has a reason to see it: enough to tell two people apart, not
 * enough to reach one. */
#ifndef JIQUN_APP_MASK_H
#define JIQUN_APP_MASK_H

#include "base/arena.h"

/* 张三 -> 张*, 欧阳一一 -> 欧***: the first character, a star for each other, at most eight. */
base_str app_mask_name(base_arena *arena, base_str name);
/* 13812345678 -> 138****5678; of 8 to 10 digits the last two stay, of fewer none. Everything else keeps its place. */
base_str app_mask_phone(base_arena *arena, base_str phone);
/* a@b.cn -> a***@b.cn, without an @: as a name. */
base_str app_mask_mail(base_arena *arena, base_str mail);
/* What a contact is taken for: mail when it has an @, a telephone number when it begins with a digit or '+', else a
 * name. */
base_str app_mask_contact(base_arena *arena, base_str contact);

#endif
