/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by esp-db.c and esp-stmt.c alone. */
#pragma once

#include "store/esp-db.h"

#include <sqlite3.h>

struct _EspDb
{
  sqlite3 *handle;           /* (owned) */
  GThread *owner;            /* the only thread that may call */
  GHashTable *cache;         /* (owned) address of static SQL → EspStmt */
  GHashTable *built_cache;   /* (owned) text of built SQL → EspStmt */
  GCancellable *cancellable; /* (nullable) looked at by the progress handler */
};

struct _EspStmt
{
  EspDb *db;
  sqlite3_stmt *handle; /* (owned) */
  gboolean is_cached;   /* kept by the connection */
  gboolean is_lent;
};

gboolean esp_db_add_functions (EspDb *self, GError **error);
