/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nearly every file of the core reads, compiled once. No file may count on it: one of the check's builds
 * goes without (b_pch). */
#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* Each file names its own. */
#undef G_LOG_DOMAIN
