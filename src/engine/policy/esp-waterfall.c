/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the one decision over a whole audience and keeps who is lost where. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/policy/esp-waterfall.h"

#define CHUNK 4096

/* The hours of a zone are asked once, not once a lead. */
typedef struct
{
  gint64 quiet_until_us;
  gint64 night_until_us;
  gint64 local_at_us;
} ZoneHours;

static ZoneHours
ask_hours (const EspWaterfallInput *input, const char *zone)
{
  const char *name = zone != NULL ? zone : input->default_zone;
  gint64 local_us = esp_hours_in_zone (input->local_at_us, input->default_zone, name);
  gint64 at_us = MAX (local_us, input->now_us);

  /* Whoever waits for an hour of theirs is judged by the hours of that moment. */
  return (ZoneHours){ esp_hours_end (&input->policy->quiet, name, at_us),
                      esp_policy_get_night_end (input->policy, name, at_us),
                      local_us > input->now_us ? local_us : 0 };
}

static void
fill_recipient (const EspWaterfallInput *input,
                const EspFacts *facts,
                guint32 id,
                const ZoneHours *hours,
                EspRecipient *recipient)
{
  *recipient = (EspRecipient){
    .lead_id = id,
    .is_present = esp_bitmap_contains (facts->present, id),
    .has_address = esp_bitmap_contains (facts->addressed, id),
    .is_address_valid = esp_bitmap_contains (facts->valid, id),
    .is_suppressed = esp_bitmap_contains (facts->suppressed, id),
    .is_capped = esp_bitmap_contains (facts->capped, id),
    .fails_content = input->fails_content != NULL && esp_bitmap_contains (input->fails_content, id),
    .consent = esp_bitmap_contains (facts->granted, id)   ? ESP_WORD_GRANTED
               : esp_bitmap_contains (facts->refused, id) ? ESP_WORD_REFUSED
                                                          : ESP_WORD_NONE,
    .night_consent =
      esp_bitmap_contains (facts->night_granted, id) ? ESP_WORD_GRANTED : ESP_WORD_NONE,
    .quiet_until_us = hours->quiet_until_us,
    .night_until_us = hours->night_until_us,
    .local_at_us = hours->local_at_us,
  };
}

static EspWord
read_word (const char *state)
{
  if (g_str_equal (state, "granted"))
    return ESP_WORD_GRANTED;
  return g_str_equal (state, "denied") || g_str_equal (state, "withdrawn") ? ESP_WORD_REFUSED
                                                                           : ESP_WORD_NONE;
}

/**
 * esp_waterfall_zones_new:
 *
 * Returns: (transfer full): a memory for the hours of zones, to be used with one input
 */
GHashTable *
esp_waterfall_zones_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static ZoneHours
look_up_hours (const EspWaterfallInput *input, const char *zone)
{
  ZoneHours *known;

  if (zone == NULL)
    zone = input->default_zone;
  if (input->zones == NULL || zone == NULL)
    return ask_hours (input, zone);
  known = g_hash_table_lookup (input->zones, zone);
  if (known == NULL)
    {
      known = g_new (ZoneHours, 1);
      *known = ask_hours (input, zone);
      g_hash_table_insert (input->zones, g_strdup (zone), known);
    }
  return *known;
}

/**
 * esp_waterfall_judge_one:
 * @facts: of the lead, at the moment of the question
 * @out_recipient: (optional): what was known of the person, for an explanation
 *
 * Returns: the verdict on one person, by the same decision
 */
EspVerdict
esp_waterfall_judge_one (const EspWaterfallInput *input,
                         const EspLeadFacts *facts,
                         gboolean is_in_audience,
                         guint32 lead_id,
                         EspRecipient *out_recipient)
{
  ZoneHours hours = look_up_hours (input, facts->zone);
  const EspRecipient recipient = {
    .lead_id = lead_id,
    .is_present = facts->is_present,
    .is_in_audience = is_in_audience,
    .has_address = facts->address != NULL,
    .is_address_valid = facts->is_address_valid,
    .is_suppressed = facts->is_suppressed,
    .is_capped = facts->is_capped,
    .fails_content =
      input->fails_content != NULL && esp_bitmap_contains (input->fails_content, lead_id),
    .consent = facts->has_lapsed ? ESP_WORD_NONE : read_word (facts->consent),
    .night_consent =
      read_word (facts->night_consent) == ESP_WORD_GRANTED ? ESP_WORD_GRANTED : ESP_WORD_NONE,
    .quiet_until_us = hours.quiet_until_us,
    .night_until_us = hours.night_until_us,
    .local_at_us = hours.local_at_us,
  };

  if (out_recipient != NULL)
    *out_recipient = recipient;
  return esp_eligibility_judge (input->rule, &recipient);
}

static void
note_wait (EspWaterfall *self, const EspVerdict *verdict)
{
  if (verdict->retry_at_us != 0 &&
      (self->waits_until_us == 0 || verdict->retry_at_us < self->waits_until_us))
    self->waits_until_us = verdict->retry_at_us;
}

/**
 * esp_waterfall_new:
 * @audience: who matches
 *
 * Returns: (transfer full): everyone of @audience under exactly one reason
 */
EspWaterfall *
esp_waterfall_new (const EspWaterfallInput *input, const EspFacts *facts, const EspBitmap *audience)
{
  EspWaterfall *self = g_new0 (EspWaterfall, 1);
  g_autofree ZoneHours *zones = g_new0 (ZoneHours, facts->zone_names->len);
  g_autofree guint32 *ids = g_new (guint32, CHUNK);
  guint32 from = 0;
  gsize n;

  self->n_matching = esp_bitmap_count (audience);
  for (guint i = 0; i < ESP_N_REASONS; i++)
    self->leads[i] = esp_bitmap_new ();
  for (guint i = 0; i < facts->zone_names->len; i++)
    zones[i] = ask_hours (input, g_ptr_array_index (facts->zone_names, i));
  while ((n = esp_bitmap_next (audience, from, ids, CHUNK)) > 0)
    {
      for (gsize i = 0; i < n; i++)
        {
          EspRecipient recipient;
          EspVerdict verdict;

          fill_recipient (input, facts, ids[i], &zones[esp_facts_get_zone_index (facts, ids[i])],
                          &recipient);
          recipient.is_in_audience = TRUE;
          verdict = esp_eligibility_judge (input->rule, &recipient);
          esp_bitmap_add (self->leads[verdict.reason], ids[i]);
          note_wait (self, &verdict);
        }
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  return self;
}

void
esp_waterfall_free (EspWaterfall *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < ESP_N_REASONS; i++)
    esp_bitmap_free (self->leads[i]);
  g_free (self);
}

/**
 * esp_waterfall_count:
 *
 * Returns: how many people have @reason as their first
 */
guint64
esp_waterfall_count (const EspWaterfall *self, EspReason reason)
{
  return esp_bitmap_count (self->leads[reason]);
}

/**
 * esp_waterfall_dup_receivers:
 *
 * Returns: (transfer full): who gets it, at once or when what holds it back has ended
 */
EspBitmap *
esp_waterfall_dup_receivers (const EspWaterfall *self)
{
  EspBitmap *leads = esp_bitmap_copy (self->leads[ESP_REASON_NONE]);

  for (guint i = 0; i < ESP_N_REASONS; i++)
    if (esp_reason_waits ((EspReason) i))
      esp_bitmap_or (leads, self->leads[i]);
  return leads;
}

/**
 * esp_waterfall_count_receivers:
 *
 * Returns: how many those are
 */
guint64
esp_waterfall_count_receivers (const EspWaterfall *self)
{
  g_autoptr (EspBitmap) leads = esp_waterfall_dup_receivers (self);

  return esp_bitmap_count (leads);
}
