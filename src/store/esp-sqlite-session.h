/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite with its session extension, whose declarations its header shows only when asked to. */
#pragma once

#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>
