/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promise that one decision is asked everywhere: the count of everyone, the explanation of one, and the
 * claim in the moment of handing over agree about every person of a workspace made by chance. */
#include "base/esp-random.h"
#include "store/esp-channels.h"
#include "store/esp-consent-lapse.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-store.h"
#include "store/esp-suppressions.h"
#include "worker/esp-send-decide.h"
#include "worker/esp-send-tally.h"
#include "worker/esp-send-why.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

#define N_LEADS 600
#define NOON_US G_GINT64_CONSTANT (1789956000000000) /* noon in Seoul */

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"missing\":\"skip\",\"sender\":{\"name\":"
  "\"한빛\",\"address\":\"news@brand.example\"},\"subject\":\"(광고) {{ city }}\",\"body\":{"
  "\"sections\":[{\"columns\":[{\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"{{ "
  "city }}\"]}]}]}]}]}}";

typedef struct
{
  guint seed;
  gint64 send_id;
  const char *options;
  guint n_seen[ESP_N_REASONS];
} World;

static const char *
pick (EspRandom *random, const char *const *words, guint n)
{
  return words[esp_random_below (random, n)];
}

static gboolean
insert_lead (EspTx *tx, EspFields *fields, EspRandom *random, guint i, GError **error)
{
  static const char *const zones[] = { NULL, "Asia/Seoul", "America/New_York", "Pacific/Kiritimati",
                                       "Nowhere/Land" };
  static const char *const states[] = { "granted",   "granted", "granted", "denied",
                                        "withdrawn", "pending", "unknown" };
  g_autoptr (EspLead) lead = esp_lead_new (fields);
  g_autofree char *email = g_strdup_printf ("p%u@x.example", i);
  g_autofree char *rubbish = g_strdup_printf ("not an address %u", i);
  static const char *const countries[] = { NULL, NULL, "JP", "US", "ru", "Narnia" };
  static const char *const phones[] = { NULL, NULL, "+821012345678", "+14155550100",
                                        "+84912345678" };
  static const char *const bases[] = { NULL, "consent", "consent", "soft-opt-in", "inquiry" };
  const char *zone = pick (random, zones, G_N_ELEMENTS (zones));
  const char *country = pick (random, countries, G_N_ELEMENTS (countries));
  const char *phone = pick (random, phones, G_N_ELEMENTS (phones));
  EspConsent consent = { .channel = (char *) "email", .purpose = (char *) "marketing" };

  if (esp_random_below (random, 20) > 0)
    esp_value_set_text (esp_lead_get_writable (lead, "email"),
                        esp_random_below (random, 20) > 0 ? email : rubbish);
  if (zone != NULL)
    esp_value_set_text (esp_lead_get_writable (lead, "time_zone"), zone);
  if (country != NULL)
    esp_value_set_text (esp_lead_get_writable (lead, "country"), country);
  if (phone != NULL)
    esp_value_set_text (esp_lead_get_writable (lead, "phone"), phone);
  if (esp_random_below (random, 6) > 0)
    esp_value_set_text (esp_lead_get_writable (lead, "city"),
                        esp_random_below (random, 9) > 0 ? "서울" : "  ");
  if (!esp_lead_insert (tx, lead, error))
    return FALSE;
  consent.lead_id = lead->id;
  consent.state = (char *) pick (random, states, G_N_ELEMENTS (states));
  consent.at_us = NOON_US - ESP_USEC_PER_DAY * (1 + (gint64) esp_random_below (random, 900));
  consent.basis = (char *) pick (random, bases, G_N_ELEMENTS (bases));
  if (esp_random_below (random, 8) > 0 && !esp_consent_add (tx, &consent, error))
    return FALSE;
  if (esp_random_below (random, 12) == 0 &&
      !esp_suppress_address (tx, esp_random_below (random, 2) == 0 ? "email" : "all", email,
                             "manual", NULL, error))
    return FALSE;
  return esp_random_below (random, 15) > 0 || esp_lead_set_archived (tx, lead->id, TRUE, error);
}

/* Other sends of the last days, for the caps. */
static gboolean
insert_past (EspTx *tx, gint64 send_id, EspRandom *random, GError **error)
{
  for (guint lead_id = 1; lead_id <= N_LEADS; lead_id++)
    {
      g_autoptr (EspStmt) stmt =
        esp_tx_stmt (tx,
                     "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at)"
                     " VALUES (?1, ?2, 'sent', ?3, ?3)",
                     error);
      g_autoptr (EspStmt) stat =
        esp_tx_stmt (tx,
                     "INSERT INTO lead_stat (lead_id, n_sent, last_sent_at) VALUES (?1, 1, ?2)"
                     " ON CONFLICT (lead_id) DO UPDATE SET n_sent = n_sent + 1,"
                     " last_sent_at = max (last_sent_at, ?2)",
                     error);
      gint64 at_us = NOON_US - (gint64) esp_random_below (random, 14) * ESP_USEC_PER_DAY / 2;

      if (esp_random_below (random, 3) == 0)
        continue;
      esp_stmt_bind_int64 (stmt, 1, send_id);
      esp_stmt_bind_int64 (stmt, 2, lead_id);
      esp_stmt_bind_int64 (stmt, 3, at_us);
      esp_stmt_bind_int64 (stat, 1, lead_id);
      esp_stmt_bind_int64 (stat, 2, at_us);
      if (!esp_stmt_run (stmt, error) || !esp_stmt_run (stat, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
insert_send (EspTx *tx, World *world, gint64 *out_id, GError **error)
{
  gint64 campaign_id = 0;
  g_autoptr (EspChannelRecord) channel =
    esp_channel_record_new ("Test", "smtp",
                            "{\"host\":\"127.0.0.1\",\"port\":25,\"security\":"
                            "\"none\"}");
  g_autoptr (EspSend) send = NULL;

  if (!esp_campaign_insert (tx, "Chance", &campaign_id, error) ||
      !esp_channel_insert (tx, channel, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  send->channel_id = channel->id;
  g_free (send->audience);
  send->audience = g_strdup ("{\"everyone\":true}");
  g_free (send->options);
  send->options = g_strdup (world->options);
  send->scheduled_at_us = NOON_US + ESP_USEC_PER_HOUR;
  if (!esp_message_insert (tx, "m", "email", document, &send->message_id, error) ||
      !esp_send_insert (tx, send, error))
    return FALSE;
  *out_id = send->id;
  return TRUE;
}

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  EspRandom random;
  gint64 past[2] = { 0 };

  esp_random_init (&random, world->seed);
  if (!esp_meta_set_text (tx, ESP_META_POLICY, "{\"cap-count\":2,\"cap-days\":7,\"cap-per-day\":1}",
                          error))
    return FALSE;
  for (guint i = 0; i < N_LEADS; i++)
    if (!insert_lead (tx, fields, &random, i, error))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (past); i++)
    if (!insert_send (tx, world, &past[i], error) || !insert_past (tx, past[i], &random, error))
      return FALSE;
  return insert_send (tx, world, &world->send_id, error);
}

static EspReason
find_reason (const EspWaterfall *waterfall, guint32 id)
{
  for (guint i = 0; i < ESP_N_REASONS; i++)
    if (esp_bitmap_contains (waterfall->leads[i], id))
      return (EspReason) i;
  g_assert_not_reached ();
}

static void
compare_claim (EspTx *tx, EspSendDecider *decider, guint32 id, EspReason expected)
{
  g_autofree char *address = g_strdup_printf ("p%u@x.example", id - 1);
  EspLedgerClaim claim = { .id = id, .lead_id = id, .address = address };

  /* Whether the message can be made is known when it is made, before the claim. */
  if (expected == ESP_REASON_CONTENT)
    return;
  g_assert_true (esp_send_decide_claim (tx, &claim, decider, NULL));
  if (expected == ESP_REASON_NONE)
    g_assert_cmpint (claim.result, ==, ESP_CLAIM_OK);
  else
    {
      g_assert_cmpint (claim.result, ==,
                       esp_reason_waits (expected) ? ESP_CLAIM_WAITS : ESP_CLAIM_SKIPPED);
      g_assert_cmpstr (claim.reason, ==, esp_reason_name (expected));
    }
}

static gboolean
compare (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, world->send_id, error);
  g_autoptr (EspSendTally) tally = esp_send_tally_new (tx, plan, NULL, error);
  g_autoptr (EspBitmap) audience = esp_send_plan_resolve_audience (tx, plan, NULL, error);
  g_auto (EspSendDecider) decider = { 0 };

  g_assert_no_error (*error);
  esp_send_decider_init (&decider, tx, plan);
  for (guint32 id = 1; id <= N_LEADS; id++)
    {
      EspReason expected;
      g_autoptr (EspSendWhy) why = NULL;

      if (!esp_bitmap_contains (audience, id))
        continue;
      expected = find_reason (tally->waterfall, id);
      world->n_seen[expected]++;
      why = esp_send_why_load_known (tx, plan, id, TRUE, error);
      g_assert_no_error (*error);
      g_assert_cmpstr (esp_reason_name (why->verdict.reason), ==, esp_reason_name (expected));
      compare_claim (tx, &decider, id, expected);
    }
  return TRUE;
}

static void
test_everybody_agrees (void)
{
  static const char *const options[] = {
    "{\"hold\":0,\"holdout\":10}",
    "{\"hold\":0,\"local-time\":true}",
    "{\"hold\":0,\"transactional\":true}",
  };
  guint n_seen[ESP_N_REASONS] = { 0 };

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (TempFolder) folder = temp_folder_new ();
      g_autoptr (EspClock) clock = esp_clock_new_fake (NOON_US);
      EspStore *store = temp_store_new (folder, clock);
      World world = { .seed = i + 1, .options = options[i % G_N_ELEMENTS (options)] };

      (void) esp_store_write (store, NULL, fill, &world, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (esp_store_read (store, ESP_READ_LONG, compare, &world, NULL, &error));
      for (guint r = 0; r < ESP_N_REASONS; r++)
        n_seen[r] += world.n_seen[r];
      temp_store_free (store);
    }
  for (guint r = 0; r < ESP_N_REASONS; r++)
    g_test_message ("%s: %u", esp_reason_name ((EspReason) r), n_seen[r]);
  /* Everything that can befall an email has befallen somebody; night binds other channels. */
  for (guint r = 0; r < ESP_N_REASONS; r++)
    if (r != ESP_REASON_NIGHT && r != ESP_REASON_GONE && r != ESP_REASON_NOT_IN_AUDIENCE &&
        r != ESP_REASON_CHANNEL)
      g_assert_cmpuint (n_seen[r], >, 0);
}

/* Days are noon in Seoul, so the month ends on the same day. */
static void
test_permission_of_customers_ends (void)
{
  static const struct
  {
    const char *country;
    const char *basis;
    const char *said;
    const char *bought; /* (nullable) */
    const char *ends;   /* (nullable) never */
  } cases[] = {
    { "KR", "soft-opt-in", "2026-03-22", NULL, "2026-09-22" },
    { "KR", "soft-opt-in", "2025-08-31", NULL, "2026-02-28" },
    { "KR", "contract", "2025-01-10", "2026-05-10", "2026-11-10" },
    { "KR", "contract", "2026-05-10", "2025-01-10", "2026-11-10" },
    { "KR", "inquiry", "2026-05-10", NULL, "2026-05-10" },
    { "KR", "consent", "2020-05-10", NULL, NULL },
    { "KR", NULL, "2020-05-10", NULL, NULL },
    { "CA", "soft-opt-in", "2024-11-23", NULL, "2026-11-23" },
    { "CA", "inquiry", "2026-05-23", NULL, "2026-11-23" },
    { "CA", "inquiry", "2026-05-23", "2026-06-01", "2028-06-01" },
    { "DE", "soft-opt-in", "2010-01-01", NULL, NULL },
    { "GB", "inquiry", "2010-01-01", NULL, NULL },
    { NULL, "soft-opt-in", "2010-01-01", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const days[] = { cases[i].said, cases[i].bought, cases[i].ends };
      gint64 at_us[] = { 0, 0, 0 };

      for (gsize d = 0; d < G_N_ELEMENTS (days); d++)
        if (days[d] != NULL)
          {
            g_autofree char *text = g_strconcat (days[d], "T12:00:00Z", NULL);
            g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (text, NULL);

            at_us[d] = g_date_time_to_unix (at) * G_USEC_PER_SEC;
          }
      g_test_message ("%s %s %s", cases[i].country, cases[i].basis, cases[i].said);
      g_assert_cmpint (esp_consent_lapse_at (cases[i].country, cases[i].basis, at_us[0], at_us[1]),
                       ==, at_us[2]);
    }
  g_assert_cmpint (esp_consent_lapse_at ("KR", "soft-opt-in", 0, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/decide/everybody-agrees", test_everybody_agrees);
  g_test_add_func ("/worker/decide/permission-ends", test_permission_of_customers_ends);
  return g_test_run ();
}
