/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nearly every file of the core reads, compiled once: only of libraries, so that a file that counts on another of
 * ours fails all the same. No file may count on it: -Db_pch=false builds as well. */
#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* Each file names its own. */
#undef G_LOG_DOMAIN
