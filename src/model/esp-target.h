/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ESP_TARGET_SCHEME "espalier"
#define ESP_TARGET_MAX_LENGTH 4096

#define ESP_TYPE_TARGET (esp_target_get_type ())

/* A place in the application: a screen, perhaps an object in it, perhaps named parameters.
 * Immutable, counted by reference. Written `espalier:leads/42?drill=opened&of=17`. */
typedef struct _EspTarget EspTarget;

#define ESP_TARGET_ERROR (esp_target_error_quark ())

typedef enum
{
  ESP_TARGET_ERROR_INVALID,
} EspTargetError;

GType esp_target_get_type (void);
GQuark esp_target_error_quark (void);

EspTarget *esp_target_parse (const char *text, GError **error);
EspTarget *esp_target_new (const char *screen, const char *object);
EspTarget *esp_target_with_param (EspTarget *self, const char *name, const char *value);
EspTarget *esp_target_ref (EspTarget *self);
void esp_target_unref (EspTarget *self);

const char *esp_target_get_screen (EspTarget *self);
const char *esp_target_get_object (EspTarget *self);
gint64 esp_target_get_object_id (EspTarget *self);
const char *esp_target_get_param (EspTarget *self, const char *name);
char *esp_target_to_string (EspTarget *self);
gboolean esp_target_equal (EspTarget *a, EspTarget *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTarget, esp_target_unref)

G_END_DECLS
