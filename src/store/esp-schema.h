/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-db.h"

G_BEGIN_DECLS

#define ESP_APPLICATION_ID 0x45737061 /* "Espa" */
#define ESP_SCHEMA_VERSION 1

gboolean esp_schema_check (EspDb *db, gint64 *out_version, GError **error);
gboolean esp_schema_create (EspDb *db, GError **error);
gboolean esp_schema_migrate (EspDb *db, gint64 from_version, GError **error);

/* The tables that people edit: their changes are journaled and can be undone. */
extern const char *const esp_schema_journaled_tables[];

G_END_DECLS
