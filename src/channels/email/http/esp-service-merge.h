/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/http/esp-mail-service.h"

G_BEGIN_DECLS

/* Messages of one batch as one text with places, and what stands in the places for each recipient. */
typedef struct
{
  char *subject;      /* (owned) */
  char *html;         /* (owned) (nullable) */
  char *text;         /* (owned) (nullable) */
  GPtrArray *headers; /* (owned) of EspServiceHeader, or %NULL when they stay apart */
  GPtrArray *names;   /* (owned) of the places: "v1" … */
  GPtrArray *values;  /* (owned) per message a GPtrArray of texts, in the order of the names */
} EspServiceMerge;

EspServiceMerge *
esp_service_merge_new (GArray *items, gboolean with_headers, const char *before, const char *after);
void esp_service_merge_free (EspServiceMerge *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspServiceMerge, esp_service_merge_free)
gboolean esp_service_merge_fits (const EspServiceItem *first,
                                 const EspServiceItem *other,
                                 gboolean with_headers,
                                 const char *const *reserved);
gboolean esp_service_merge_has_same_headers (const EspServiceItem *first,
                                             const EspServiceItem *other);

G_END_DECLS
