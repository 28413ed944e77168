/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ESP_STORE_ERROR (esp_store_error_quark ())

/* Each code names what a caller can do about it. */
typedef enum
{
  ESP_STORE_ERROR_FAILED,     /* nothing but telling */
  ESP_STORE_ERROR_BUSY,       /* another program holds the file; try again */
  ESP_STORE_ERROR_CORRUPT,    /* offer a backup */
  ESP_STORE_ERROR_NOT_OURS,   /* not a workspace */
  ESP_STORE_ERROR_TOO_NEW,    /* made by a later Espalier */
  ESP_STORE_ERROR_READ_ONLY,  /* the file or the medium cannot be written */
  ESP_STORE_ERROR_FULL,       /* no room on the disk */
  ESP_STORE_ERROR_NOT_FOUND,  /* no such row or file */
  ESP_STORE_ERROR_CONSTRAINT, /* the value is taken or not allowed */
  ESP_STORE_ERROR_INVALID,    /* the caller's value is wrong */
  ESP_STORE_ERROR_REFUSED,    /* a rule forbids it, which the text names */
  ESP_STORE_ERROR_LOCKED,     /* somebody is looking at it, and it stays as it is till then */
} EspStoreError;

GQuark esp_store_error_quark (void);
void esp_store_set_no_row (GError **error, const char *kind, gint64 id);
gboolean esp_store_refuse_folder (const char *path, GError **error);
void esp_store_set_no_name (GError **error, const char *kind, const char *name);

G_END_DECLS
