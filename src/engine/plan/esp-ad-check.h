/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"
#include "store/esp-ad-plans.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What advertising platforms take, read from the data pack. */
typedef struct _EspAdSpecs EspAdSpecs;

/* Something that a platform refuses, or advises against. */
typedef struct
{
  char *place;       /* of the campaign itself "", else "group/creative" by name */
  char *field;       /* (nullable) headline, budget, picture … */
  const char *code;  /* (static) too-long, too-few, budget-too-low … */
  gboolean is_error; /* else advice */
  double value;      /* what it is; 0: does not matter */
  double limit;      /* what it may be */
  char *text;        /* (nullable) which one, or what is allowed */
} EspAdFinding;

EspAdSpecs *esp_ad_specs_new (void);
EspAdSpecs *esp_ad_specs_new_from_data (const char *json, gssize length, GError **error);
void esp_ad_specs_free (EspAdSpecs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAdSpecs, esp_ad_specs_free)
JsonArray *esp_ad_specs_list (const EspAdSpecs *self);
JsonObject *esp_ad_specs_find (const EspAdSpecs *self, const char *platform);
JsonObject *esp_ad_specs_find_format (JsonObject *platform, const char *format);
const char *esp_ad_specs_get_name (JsonObject *object, EspLang lang);
guint esp_ad_text_length (const char *text, gboolean in_cells);

GPtrArray *esp_ad_check (const EspAdSpecs *self, const EspAdCampaign *ad, const char *currency);
char *esp_ad_finding_describe (const EspAdFinding *self);

G_END_DECLS
