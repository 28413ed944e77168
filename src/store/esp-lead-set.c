/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which leads a number stands for, of a campaign, a journey or a span of time: its name in text, and its leads. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-set.h"

#include "store/esp-campaigns.h"
#include "store/esp-insight-queries.h"
#include "store/esp-journey-flow.h"
#include "store/esp-journey-ledger.h"
#include "store/esp-outbox.h"
#include "store/esp-span.h"

#include "base/esp-clock.h"

#include <string.h>

#define MAX_KEY_BYTES (128 * 1024) /* a step may stand in many versions */
#define MAX_SENDS 5000

static const char *const kind_names[ESP_N_LEAD_SETS] = {
  [ESP_LEAD_SET_MATCHED] = "matched",
  [ESP_LEAD_SET_SKIPPED] = "skipped",
  [ESP_LEAD_SET_CANCELLED] = "cancelled",
  [ESP_LEAD_SET_WAITING] = "waiting",
  [ESP_LEAD_SET_FAILED] = "failed",
  [ESP_LEAD_SET_UNKNOWN] = "unknown",
  [ESP_LEAD_SET_SENT] = "sent",
  [ESP_LEAD_SET_BOUNCED] = "bounced",
  [ESP_LEAD_SET_DELIVERED] = "delivered",
  [ESP_LEAD_SET_OPENED] = "opened",
  [ESP_LEAD_SET_CLICKED] = "clicked",
  [ESP_LEAD_SET_UNSUBSCRIBED] = "unsubscribed",
  [ESP_LEAD_SET_COMPLAINED] = "complained",
  [ESP_LEAD_SET_MACHINE] = "machine",
  [ESP_LEAD_SET_CREATED] = "created",
  [ESP_LEAD_SET_ORDERED] = "ordered",
  [ESP_LEAD_SET_ENTERED] = "entered",
  [ESP_LEAD_SET_HERE] = "here",
  [ESP_LEAD_SET_PASSED] = "passed",
  [ESP_LEAD_SET_EXITED] = "exited",
  [ESP_LEAD_SET_REACHED] = "reached",
  [ESP_LEAD_SET_NOT_SENT] = "not-sent",
  [ESP_LEAD_SET_HELD] = "held",
  [ESP_LEAD_SET_ANSWER] = "answer",
  [ESP_LEAD_SET_FORWARDED] = "forwarded",
};

/**
 * esp_lead_set_clear:
 */
void
esp_lead_set_clear (EspLeadSet *self)
{
  g_clear_pointer (&self->detail, g_free);
}

/**
 * esp_lead_set_kind_get_name:
 *
 * Returns: (transfer none): the word for @kind in keys and in machine output
 */
const char *
esp_lead_set_kind_get_name (EspLeadSetKind kind)
{
  g_return_val_if_fail (kind < ESP_N_LEAD_SETS, "");

  return kind_names[kind];
}

/**
 * esp_lead_set_kind_find:
 *
 * Returns: whether @name is the word for a kind
 */
gboolean
esp_lead_set_kind_find (const char *name, EspLeadSetKind *out_kind)
{
  for (guint i = 0; i < ESP_N_LEAD_SETS; i++)
    if (g_str_equal (name, kind_names[i]))
      {
        *out_kind = (EspLeadSetKind) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_lead_set_kind_has_moments:
 *
 * Returns: whether each lead of the set has a moment at which it came in: its first event
 */
gboolean
esp_lead_set_kind_has_moments (EspLeadSetKind kind)
{
  return kind >= ESP_LEAD_SET_OPENED && kind <= ESP_LEAD_SET_COMPLAINED;
}

/**
 * esp_lead_set_to_key:
 *
 * Returns: (transfer full): the set as text, for links and for the marks of charts
 */
char *
esp_lead_set_to_key (const EspLeadSet *self)
{
  g_autoptr (GString) key = g_string_new (esp_lead_set_kind_get_name (self->kind));

  if (self->campaign_id != 0)
    g_string_append_printf (key, ";campaign=%" G_GINT64_FORMAT, self->campaign_id);
  if (self->send_id != 0)
    g_string_append_printf (key, ";send=%" G_GINT64_FORMAT, self->send_id);
  if (self->journey_id != 0)
    g_string_append_printf (key, ";journey=%" G_GINT64_FORMAT, self->journey_id);
  if (self->to_us != 0)
    g_string_append_printf (key, ";from=%" G_GINT64_FORMAT ";to=%" G_GINT64_FORMAT, self->from_us,
                            self->to_us);
  if (self->detail != NULL)
    {
      g_string_append (key, ";of=");
      g_string_append_uri_escaped (key, self->detail,
                                   self->kind == ESP_LEAD_SET_ANSWER ? "{}[]\":,|" : NULL, FALSE);
    }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

static gboolean
parse_part (const char *part, EspLeadSet *set)
{
  gint64 value = 0;
  const char *equals = strchr (part, '=');
  gboolean is_number = equals != NULL && g_ascii_string_to_signed (equals + 1, 10, G_MININT64,
                                                                   G_MAXINT64, &value, NULL);

  if (g_str_has_prefix (part, "of="))
    {
      g_free (set->detail);
      set->detail = g_uri_unescape_string (equals + 1, NULL);
      return set->detail != NULL && g_utf8_validate (set->detail, -1, NULL);
    }
  if (!is_number)
    return FALSE;
  if (g_str_has_prefix (part, "campaign="))
    set->campaign_id = value;
  else if (g_str_has_prefix (part, "send="))
    set->send_id = value;
  else if (g_str_has_prefix (part, "journey="))
    set->journey_id = value;
  else if (g_str_has_prefix (part, "from="))
    set->from_us = value;
  else if (g_str_has_prefix (part, "to="))
    set->to_us = value;
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_of_sends (const EspLeadSet *set)
{
  return set->kind == ESP_LEAD_SET_HELD || set->kind == ESP_LEAD_SET_FAILED;
}

/* Returns: (transfer full) (nullable): "7,9/quiet-hours" as numbers, and the reason */
static GArray *
parse_sends (const char *text, char **out_reason)
{
  g_auto (GStrv) halves = g_strsplit (text, "/", 2);
  g_auto (GStrv) parts = halves[0] != NULL ? g_strsplit (halves[0], ",", MAX_SENDS + 1) : NULL;
  g_autoptr (GArray) sends = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      gint64 id;

      if (i >= MAX_SENDS || !g_ascii_string_to_signed (parts[i], 10, 1, G_MAXINT64, &id, NULL))
        return NULL;
      g_array_append_val (sends, id);
    }
  *out_reason = halves[0] != NULL ? g_strdup (halves[1]) : NULL;
  return g_steal_pointer (&sends);
}

static gboolean
is_whole_of_journey (const EspLeadSet *set)
{
  g_autoptr (GArray) numbers = NULL;
  g_autofree char *reason = NULL;

  if (set->journey_id <= 0 || set->campaign_id != 0 || set->send_id != 0 || set->detail == NULL ||
      set->from_us > set->to_us ||
      (set->kind < ESP_LEAD_SET_ENTERED && set->kind != ESP_LEAD_SET_FAILED))
    return FALSE;
  numbers =
    is_of_sends (set) ? parse_sends (set->detail, &reason) : esp_journey_places_parse (set->detail);
  return numbers != NULL;
}

/* A set of a campaign, of a journey, or one of a span of time. */
static gboolean
is_whole (const EspLeadSet *set)
{
  EspLeadSetKind of;

  if (set->kind == ESP_LEAD_SET_ANSWER)
    return set->detail != NULL && set->campaign_id == 0 && set->journey_id == 0;
  if (set->journey_id != 0)
    return is_whole_of_journey (set);
  if (set->campaign_id > 0)
    return set->from_us <= set->to_us &&
           (set->kind <= ESP_LEAD_SET_MACHINE || set->kind == ESP_LEAD_SET_FORWARDED);
  return set->campaign_id == 0 && set->send_id == 0 && set->from_us < set->to_us &&
         esp_span_has_kind (set->kind) &&
         (set->detail == NULL ||
          (esp_lead_set_kind_find (set->detail, &of) && esp_span_has_kind (of)));
}

/**
 * esp_lead_set_parse:
 * @out_set: (out caller-allocates): to be cleared; left alone on failure
 *
 * Reads what esp_lead_set_to_key() wrote.
 */
gboolean
esp_lead_set_parse (const char *key, EspLeadSet *out_set, GError **error)
{
  g_auto (EspLeadSet) set = { 0 };
  g_auto (GStrv) parts = NULL;
  gboolean is_known = FALSE;

  if (strlen (key) <= MAX_KEY_BYTES && g_utf8_validate (key, -1, NULL))
    parts = g_strsplit (key, ";", 8);
  if (parts != NULL && parts[0] != NULL)
    is_known = esp_lead_set_kind_find (parts[0], &set.kind);
  for (guint i = 1; is_known && parts[i] != NULL; i++)
    is_known = parse_part (parts[i], &set);
  if (!is_known || !is_whole (&set))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%.80s” does not name the leads behind a number", key);
      return FALSE;
    }
  *out_set = set;
  set.detail = NULL;
  return TRUE;
}

static EspBitmap *
load_skipped (const EspCampaignResults *results, const char *reason)
{
  if (reason == NULL)
    return esp_bitmap_copy (results->sets[ESP_LEAD_SET_SKIPPED]);
  for (guint i = 0; i < results->reasons->len; i++)
    {
      const EspSkipReason *skip = g_ptr_array_index (results->reasons, i);

      if (g_str_equal (skip->name, reason))
        return esp_bitmap_copy (skip->leads);
    }
  return esp_bitmap_new ();
}

static EspBitmap *
load_moments (EspTx *tx, const EspCampaignResults *results, const EspLeadSet *self, GError **error)
{
  g_autoptr (GArray) moments = esp_insight_load_moments (tx, results, self->kind, error);
  EspBitmap *leads;

  if (moments == NULL)
    return NULL;
  leads = esp_bitmap_new ();
  for (guint i = 0; i < moments->len; i++)
    {
      const EspMoment *moment = &g_array_index (moments, EspMoment, i);

      if (moment->at_us >= self->from_us && moment->at_us < self->to_us)
        esp_bitmap_add (leads, moment->lead_id);
    }
  return leads;
}

static EspBitmap *
load_span (EspTx *tx, const EspLeadSet *self, GError **error)
{
  const gint64 bounds[2] = { self->from_us, self->to_us };
  g_autoptr (EspSpan) span = esp_span_load (tx, self->kind, bounds, 1, error);
  g_autoptr (EspSpan) whole = NULL;
  EspLeadSetKind of;

  if (span == NULL)
    return NULL;
  if (self->detail != NULL && esp_lead_set_kind_find (self->detail, &of))
    {
      whole = esp_span_load (tx, of, bounds, 1, error);
      if (whole == NULL)
        return NULL;
      esp_bitmap_and (span->leads, whole->leads);
    }
  return g_steal_pointer (&span->leads);
}

static EspBitmap *
load_journey (EspTx *tx, const EspLeadSet *self, GError **error)
{
  const EspJourneyDays days = { self->from_us / ESP_USEC_PER_DAY,
                                self->to_us / ESP_USEC_PER_DAY - 1 };
  g_autofree char *reason = NULL;
  g_autoptr (GArray) numbers = is_of_sends (self) ? parse_sends (self->detail, &reason)
                                                  : esp_journey_places_parse (self->detail);

  if (numbers == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%.80s” does not name places of a journey", self->detail);
      return NULL;
    }
  if (is_of_sends (self))
    return esp_journey_ledger_leads (tx, (const gint64 *) (gpointer) numbers->data, numbers->len,
                                     self->kind == ESP_LEAD_SET_FAILED, reason, error);
  return esp_journey_flow_load (tx, self->journey_id,
                                (const EspJourneyPlace *) (gpointer) numbers->data, numbers->len,
                                &days, error);
}

/* Of one send, or of all of the campaign. */
static EspBitmap *
load_failed (EspTx *tx, const EspLeadSet *self, GError **error)
{
  g_autoptr (GPtrArray) sends = NULL;
  g_autoptr (EspBitmap) leads = NULL;

  if (self->send_id != 0)
    return esp_outbox_failed_leads (tx, self->send_id, self->detail, error);
  sends = esp_send_list (tx, self->campaign_id, error);
  if (sends == NULL)
    return NULL;
  leads = esp_bitmap_new ();
  for (guint i = 0; i < sends->len; i++)
    {
      const EspSend *send = sends->pdata[i];
      g_autoptr (EspBitmap) some = esp_outbox_failed_leads (tx, send->id, self->detail, error);

      if (some == NULL)
        return NULL;
      esp_bitmap_or (leads, some);
    }
  return g_steal_pointer (&leads);
}

/**
 * esp_lead_set_load:
 *
 * Finds the leads of a set; those of an answer are found by esp_insight_load_leads().
 *
 * Returns: (transfer full): the leads of the set; %NULL with @error set
 */
EspBitmap *
esp_lead_set_load (EspTx *tx, const EspLeadSet *self, GError **error)
{
  g_autoptr (EspCampaignResults) results = NULL;

  if (self->kind == ESP_LEAD_SET_ANSWER)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "The leads behind an answer are found by asking the question again");
      return NULL;
    }
  if (self->journey_id != 0)
    return load_journey (tx, self, error);
  if (self->campaign_id == 0)
    return load_span (tx, self, error);
  if (self->kind == ESP_LEAD_SET_FAILED && self->detail != NULL)
    return load_failed (tx, self, error);
  results = esp_insight_load_results (tx, self->campaign_id, self->send_id, error);
  if (results == NULL)
    return NULL;
  if (self->to_us != 0 && esp_lead_set_kind_has_moments (self->kind))
    return load_moments (tx, results, self, error);
  if (self->kind == ESP_LEAD_SET_CLICKED && self->detail != NULL)
    return esp_insight_load_link_leads (tx, results, self->detail, error);
  if (self->kind == ESP_LEAD_SET_SKIPPED)
    return load_skipped (results, self->detail);
  return esp_bitmap_copy (results->sets[self->kind]);
}
