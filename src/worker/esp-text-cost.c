/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what a text would cost: one class and one length a person, and the longest of all. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-text-cost.h"

#include "store/esp-leads.h"
#include "store/esp-messages.h"

#define BATCH 500

/**
 * esp_text_cost_free:
 * @self: (nullable): a cost
 */
void
esp_text_cost_free (EspTextCost *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < ESP_N_PRICES; i++)
    esp_bitmap_free (self->leads[i]);
  esp_bitmap_free (self->failing);
  g_free (self->why);
  g_free (self);
}

/**
 * esp_text_cost_count:
 *
 * Returns: how many get it as @price
 */
guint64
esp_text_cost_count (const EspTextCost *self, EspPriceClass price)
{
  return esp_bitmap_count (self->leads[price]);
}

static guint
get_length (const EspText *text)
{
  return text->doc->has_substitute ? text->substitute.bytes : text->count.bytes;
}

static void
note_longest (EspTextCost *self, const EspText *text, gint64 lead_id)
{
  if (self->longest_lead != 0 && get_length (text) <= self->max_bytes)
    return;
  self->max_bytes = get_length (text);
  self->longest_lead = lead_id;
  self->longest = text->doc->has_substitute ? text->substitute : text->count;
}

static void
add_person (EspTextCost *self, EspTextComposer *composer, const EspText *text, gint64 lead_id)
{
  guint segments = MAX (text->count.segments, 1);
  double price = esp_text_composer_get_cost (composer, text);
  double substitute =
    text->doc->has_substitute
      ? esp_text_composer_get_price (composer,
                                     (EspPriceClass) (ESP_PRICE_SMS + text->substitute.kind))
      : 0;

  esp_bitmap_add (self->leads[text->price], (guint32) lead_id);
  self->n_segments += segments;
  self->cost += price;
  self->most += MAX (price, substitute);
}

static void
count_lead (EspTextCost *self, EspTextComposer *composer, const EspLead *lead, gint64 now_us)
{
  const EspTextRequest request = { .lead = lead,
                                   .address = esp_lead_get_text (lead, "phone"),
                                   .consent_at_us = now_us, /* every day is as long as another */
                                   .now_us = now_us };
  g_autoptr (GError) error = NULL;
  EspText text;
  gboolean is_fine = esp_text_composer_compose (composer, &request, &text, &error);

  if (text.doc != NULL)
    note_longest (self, &text, lead->id);
  if (is_fine && text.doc != NULL)
    add_person (self, composer, &text, lead->id);
  else
    {
      esp_bitmap_add (self->failing, (guint32) lead->id);
      if (self->why == NULL && error != NULL)
        self->why = g_strdup (error->message);
    }
  esp_text_clear (&text);
}

static gboolean
count_batch (EspTextCost *self,
             EspTx *tx,
             EspTextComposer *composer,
             EspFields *fields,
             const guint32 *people,
             gsize n,
             GError **error)
{
  g_autoptr (GPtrArray) leads = esp_lead_load_many (tx, fields, people, n, error);

  for (guint i = 0; leads != NULL && i < leads->len; i++)
    if (leads->pdata[i] != NULL)
      count_lead (self, composer, leads->pdata[i], esp_tx_get_now_us (tx));
  return leads != NULL;
}

/**
 * esp_text_cost_new:
 * @people: who would receive it
 *
 * Makes everyone's copy: for a reading transaction.
 *
 * Returns: (transfer full): the cost; %NULL with @error set
 */
EspTextCost *
esp_text_cost_new (EspTx *tx, EspTextComposer *composer, const EspBitmap *people, GError **error)
{
  g_autoptr (EspTextCost) self = g_new0 (EspTextCost, 1);
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  guint32 ids[BATCH];
  guint32 from = 0;
  gsize n;

  for (guint i = 0; i < ESP_N_PRICES; i++)
    self->leads[i] = esp_bitmap_new ();
  self->failing = esp_bitmap_new ();
  if (fields == NULL)
    return NULL;
  while ((n = esp_bitmap_next (people, from, ids, G_N_ELEMENTS (ids))) > 0)
    {
      if (!count_batch (self, tx, composer, fields, ids, n, error))
        return NULL;
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  return g_steal_pointer (&self);
}

/* All who get it, at once or when their reason to wait has ended. */
static EspBitmap *
collect_receivers (const EspWaterfall *waterfall)
{
  EspBitmap *people = esp_bitmap_copy (waterfall->leads[ESP_REASON_NONE]);

  for (guint i = ESP_REASON_NONE + 1; i < ESP_N_REASONS; i++)
    if (esp_reason_waits ((EspReason) i) && waterfall->leads[i] != NULL)
      esp_bitmap_or (people, waterfall->leads[i]);
  return people;
}

/**
 * esp_text_cost_new_for_send:
 * @out_cost: (transfer full) (nullable): %NULL for a send that is no text, or whose text cannot be made yet
 *
 * Counts what a send would cost: for a reading transaction.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_text_cost_new_for_send (EspTx *tx,
                            const EspSendPlan *plan,
                            const EspWaterfall *waterfall,
                            EspTextCost **out_cost,
                            GError **error)
{
  EspTextSource source = { .message_id = plan->send->message_id,
                           .version = (int) plan->send->message_version,
                           .channel = plan->channel };
  g_autofree char *medium = NULL;
  g_autoptr (EspTextComposer) composer = NULL;
  g_autoptr (EspBitmap) people = NULL;

  *out_cost = NULL;
  if (plan->send->message_id == 0 || waterfall == NULL)
    return TRUE;
  medium = esp_message_dup_channel (tx, plan->send->message_id, error);
  if (medium == NULL)
    return FALSE;
  if (!esp_text_doc_is_text (medium))
    return TRUE;
  composer = esp_text_composer_load (tx, &source, NULL); /* the checks say why not */
  if (composer == NULL)
    return TRUE;
  people = collect_receivers (waterfall);
  *out_cost = esp_text_cost_new (tx, composer, people, error);
  return *out_cost != NULL;
}

static guint64
count_all (const EspTextCost *self)
{
  guint64 n = 0;

  for (guint i = 0; i < ESP_N_PRICES; i++)
    n += esp_text_cost_count (self, (EspPriceClass) i);
  return n;
}

/**
 * esp_text_cost_to_sentence:
 *
 * Returns: (transfer full): such as "11,902 SMS, 14 LMS, 11,916 segments, 216000.00 at most"
 */
char *
esp_text_cost_to_sentence (const EspTextCost *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ESP_N_PRICES; i++)
    if (esp_text_cost_count (self, (EspPriceClass) i) > 0)
      g_string_append_printf (text, "%s%" G_GUINT64_FORMAT " %s", text->len > 0 ? ", " : "",
                              esp_text_cost_count (self, (EspPriceClass) i),
                              esp_price_class_name ((EspPriceClass) i));
  if (esp_text_cost_count (self, ESP_PRICE_FREE) < count_all (self))
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT " paid segments",
                            text->len > 0 ? ", " : "", self->n_segments);
  if (self->cost > 0)
    g_string_append_printf (text, ", costs %.0f", self->cost);
  if (self->most > self->cost)
    g_string_append_printf (text, ", %.0f at most with substitutes", self->most);
  if (esp_bitmap_count (self->failing) > 0)
    g_string_append_printf (text, "%sfor %" G_GUINT64_FORMAT " it cannot be made",
                            text->len > 0 ? "; " : "", esp_bitmap_count (self->failing));
  if (self->why != NULL)
    g_string_append_printf (text, " (%s)", self->why);
  return g_string_free (text, FALSE);
}
