/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-message-doc.h"

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* A message made ready for rendering: compiled once, then asked once per recipient. Immutable; may be
 * used by several threads at once. */
typedef struct _EspMessageTemplate EspMessageTemplate;

/* Finds the value of a field of one lead by its name. *out_value may be NULL or hold NULL: not known.
 * Returns: whether leads have such a field at all. */
typedef gboolean (*EspLeadLookup) (gconstpointer lead,
                                   const char *name,
                                   const EspValue **out_value,
                                   EspFieldType *out_type);

gboolean esp_message_lead_lookup (gconstpointer lead,
                                  const char *name,
                                  const EspValue **out_value,
                                  EspFieldType *out_type);

/* What one recipient's copy is made of. NULL is fine for every text. */
typedef struct
{
  EspLeadLookup lookup;
  gconstpointer lead;
  const char *unsubscribe_url; /* https or mailto */
  const char *preferences_url;
  const char *view_url;
  const char *consent_date; /* as it is shown */
  const char *campaign_id;
  const char *campaign_name;
  gint64 now_us;       /* for "today" and the filter "date" */
  GTimeZone *timezone; /* (nullable): UTC */
  const char
    *event_json;       /* (nullable): a JSON object, "event" in templates: what began a journey */
  gboolean is_preview; /* the message's own example stands in for a missing event */
} EspMessageRecipient;

/* One rendered copy. Reuse it for the next recipient: the buffers keep their room. */
typedef struct
{
  GString *subject;   /* one line, no control characters */
  GString *preheader; /* the same */
  GString *html;
  GString *text; /* broken into lines */
  const char
    *missing; /* (nullable): the field for whose lack the person is left out; then no text */
} EspMessageRendered;

/* A field that a message reads. */
typedef struct
{
  char *name;            /* without "lead." */
  gboolean has_fallback; /* every place that prints it has one */
  gboolean is_guarded;   /* some condition asks for it */
  gboolean is_printed;   /* FALSE: only asked for in conditions */
} EspMessageField;

EspMessageTemplate *esp_message_template_new (const EspMessageDoc *doc,
                                              const EspBrand *brand,
                                              const EspSenderFacts *facts,
                                              GError **error);
void esp_message_template_free (EspMessageTemplate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMessageTemplate, esp_message_template_free)
const EspMessageField *esp_message_template_get_fields (EspMessageTemplate *self, guint *out_n);

void esp_message_rendered_init (EspMessageRendered *self);
void esp_message_rendered_clear (EspMessageRendered *self);
gboolean esp_message_template_render (EspMessageTemplate *self,
                                      const EspMessageRecipient *recipient,
                                      EspMessageRendered *rendered,
                                      GError **error);

G_END_DECLS
