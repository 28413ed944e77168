/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nearly every view reads, compiled once: only of libraries. No file may count on it: -Db_pch=false builds as
 * well. */
#include <adwaita.h>
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* Each file names its own. */
#undef G_LOG_DOMAIN
