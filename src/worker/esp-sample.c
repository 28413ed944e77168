/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample workspace: fictional leads with half a year behind them, the same for everybody. Addresses
 * are of reserved domains and numbers of ranges that nobody was given, and the channel is the demo
 * mailbox alone: nothing of it can leave. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-sample.h"

#include "channels/email/esp-demo-mailbox.h"
#include "store/esp-bulk.h"
#include "store/esp-consent-book.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "store/esp-spend.h"
#include "store/esp-tags.h"
#include "worker/esp-sample-campaigns.h"
#include "worker/esp-sample-journeys.h"
#include "worker/esp-sample-live.h"
#include "worker/esp-sample-office.h"
#include "worker/esp-sample-plan.h"
#include "worker/esp-sample-words.h"

#include <glib/gstdio.h>

#define HISTORY_DAYS 180
#define SPEND_DAYS 60
/* Of whom it is still asked whether they were told, and from when on they were. */
#define TOLD_AFTER_DAYS 13
#define TOLD_SINCE_DAYS 200

typedef struct
{
  guint n_leads;
  EspRandom random;
  gint64 now_us;
  EspFields *fields; /* (owned) */
  EspBulk *bulk;     /* (owned) */
  EspBitmap *agreed; /* (owned) leads that want mail */
  gint64 visit_kind;
  gint64 signup_kind;
  gint64 order_kind;
  gint64 cart_kind;
  gint64 stage_kind;
  gint64 ad_kind;
  EspRandom ad_random; /* of its own: ads change nothing of the rest */
} Sample;

static const char *
pick (Sample *sample, const char *const *words, guint n)
{
  return words[esp_random_below (&sample->random, n)];
}

static gboolean
chance (Sample *sample, guint percent)
{
  return esp_random_below (&sample->random, 100) < percent;
}

/* Somewhat more people came lately than long ago. */
static gint64
pick_past (Sample *sample)
{
  double share = esp_random_unit (&sample->random);
  double age = share * (0.7 + 0.3 * share);

  return sample->now_us - (gint64) (age * HISTORY_DAYS * (double) ESP_USEC_PER_DAY);
}

static const EspSamplePlace *
pick_place (Sample *sample)
{
  guint at = esp_random_below (&sample->random, 100);

  for (guint i = 0; i < esp_sample_n_places; i++)
    {
      if (at < esp_sample_places[i].weight)
        return &esp_sample_places[i];
      at -= esp_sample_places[i].weight;
    }
  return &esp_sample_places[0];
}

static void
set (EspLead *lead, const char *column, const char *text)
{
  esp_value_set_text (esp_lead_get_writable (lead, column), text);
}

static void
set_korean_name (Sample *sample, EspLead *lead, guint number)
{
  const char *family = pick (sample, esp_sample_family_ko, esp_sample_n_family_ko);
  const char *given = pick (sample, esp_sample_given_ko, esp_sample_n_given_ko);
  g_autofree char *name = g_strconcat (family, given, NULL);
  g_autofree char *email =
    g_strdup_printf ("%s%u@example.%s", pick (sample, esp_sample_romanised, esp_sample_n_romanised),
                     number, chance (sample, 70) ? "com" : "net");
  /* 010-0xxx-xxxx is given to nobody. */
  g_autofree char *phone = g_strdup_printf ("+82100%07u", number);

  set (lead, "name", name);
  set (lead, "family_name", family);
  set (lead, "given_name", given);
  set (lead, "email", email);
  if (chance (sample, 82))
    set (lead, "phone", phone);
}

static void
set_foreign_name (Sample *sample, EspLead *lead, guint number)
{
  const char *given = pick (sample, esp_sample_given_en, esp_sample_n_given_en);
  const char *family = pick (sample, esp_sample_family_en, esp_sample_n_family_en);
  g_autofree char *name = g_strconcat (given, " ", family, NULL);
  g_autofree char *email = g_strdup_printf ("lead%u@example.org", number);

  set (lead, "name", name);
  set (lead, "family_name", family);
  set (lead, "given_name", given);
  set (lead, "email", email);
}

static void
fill_lead (Sample *sample, EspLead *lead, const EspSamplePlace *place, guint number)
{
  static const char *const stages[] = { "lead", "lead", "lead",     "mql",
                                        "mql",  "sql",  "customer", "customer" };

  if (g_str_equal (place->country, "KR"))
    set_korean_name (sample, lead, number);
  else
    set_foreign_name (sample, lead, number);
  set (lead, "city", place->city);
  set (lead, "country", place->country);
  set (lead, "time_zone", place->zone);
  set (lead, "language", place->language);
  set (lead, "stage", stages[esp_random_below (&sample->random, G_N_ELEMENTS (stages))]);
  set (lead, "source", pick (sample, esp_sample_sources, esp_sample_n_sources));
  if (chance (sample, 45))
    {
      set (lead, "company", pick (sample, esp_sample_companies, esp_sample_n_companies));
      set (lead, "title", pick (sample, esp_sample_titles, esp_sample_n_titles));
    }
  esp_value_set_integer (esp_lead_get_writable (lead, "score"),
                         esp_random_below (&sample->random, 101));
  /* A few are incomplete, as in life: there is something to find. */
  if (number % 97 == 0)
    set (lead, "name", NULL);
  if (number % 211 == 0)
    set (lead, "email", NULL);
}

/* Where the law wants people to be told what became of their word, those of late were told. */
static gboolean
was_told (const Sample *sample, const EspConsent *consent, const EspSamplePlace *place)
{
  gint64 age_us = sample->now_us - consent->at_us;

  return g_str_equal (place->country, "KR") && age_us > TOLD_AFTER_DAYS * ESP_USEC_PER_DAY &&
         age_us < TOLD_SINCE_DAYS * ESP_USEC_PER_DAY;
}

static gboolean
add_consent (const Sample *sample,
             EspTx *tx,
             EspConsent *consent,
             const EspSamplePlace *place,
             GError **error)
{
  EspConsent told;

  consent->source =
    (char *) (g_str_equal (place->country, "DE") ? ESP_CONSENT_SOURCE_DOUBLE : "website");
  if (!esp_bulk_add_consent (sample->bulk, tx, consent, error))
    return FALSE;
  if (!was_told (sample, consent, place))
    return TRUE;
  told = *consent;
  told.source = (char *) ESP_CONSENT_SOURCE_TOLD;
  return esp_bulk_add_consent (sample->bulk, tx, &told, error);
}

static gboolean
add_consents (Sample *sample,
              EspTx *tx,
              gint64 lead_id,
              const EspSamplePlace *place,
              gint64 at_us,
              GError **error)
{
  EspConsent consent = { .lead_id = lead_id,
                         .channel = (char *) "email",
                         .purpose = (char *) "marketing",
                         .state = (char *) "granted",
                         .basis = (char *) "consent",
                         .wording = (char *) "회원가입 마케팅 정보 수신 동의 v2",
                         .at_us = at_us };
  gboolean has_email = chance (sample, 78);

  if (has_email && !add_consent (sample, tx, &consent, place, error))
    return FALSE;
  consent.channel = (char *) "sms";
  if (chance (sample, 30) && !add_consent (sample, tx, &consent, place, error))
    return FALSE;
  if (!has_email)
    return TRUE;
  if (!chance (sample, 4))
    {
      esp_bitmap_add (sample->agreed, (guint32) lead_id);
      return TRUE;
    }
  consent.channel = (char *) "email";
  consent.state = (char *) "withdrawn";
  consent.at_us = at_us + (sample->now_us - at_us) / 2;
  return add_consent (sample, tx, &consent, place, error);
}

static gboolean
add_event (Sample *sample,
           EspTx *tx,
           gint64 lead_id,
           gint64 kind_id,
           gint64 at_us,
           const char *props,
           GError **error)
{
  EspEvent event = { .lead_id = lead_id, .at_us = at_us, .props = (char *) props };

  return esp_bulk_add_event (sample->bulk, tx, &event, kind_id, error);
}

/* The ads that somebody clicked before an order. */
static gboolean
add_ads (Sample *sample, EspTx *tx, gint64 lead_id, gint64 ordered_us, GError **error)
{
  static const char *const ads[] = {
    "{\"channel\":\"검색 광고\",\"source\":\"naver\",\"utm_campaign\":\"파워링크\"}",
    "{\"channel\":\"SNS 광고\",\"source\":\"meta\",\"utm_campaign\":\"봄 신상품 알리기\"}",
    "{\"channel\":\"디스플레이 광고\",\"source\":\"google\",\"utm_campaign\":\"다시 보기\"}",
  };
  guint n = esp_random_below (&sample->ad_random, 4);

  for (guint i = 0; i < n; i++)
    {
      gint64 before_us = (gint64) (esp_random_unit (&sample->ad_random) * 12 * ESP_USEC_PER_DAY);

      if (!add_event (sample, tx, lead_id, sample->ad_kind, ordered_us - before_us - 1,
                      ads[esp_random_below (&sample->ad_random, G_N_ELEMENTS (ads))], error))
        return FALSE;
    }
  return TRUE;
}

/* Four of ten come back after some weeks, and of these as many again. */
static gboolean
add_repeats (Sample *sample, EspTx *tx, gint64 lead_id, gint64 ordered_us, GError **error)
{
  while (esp_random_below (&sample->ad_random, 10) < 4)
    {
      g_autofree char *props =
        g_strdup_printf ("{\"amount\":%u}",
                         1000 * (5 + esp_random_below (&sample->ad_random, 150)));

      ordered_us +=
        (gint64) ((12 + esp_random_unit (&sample->ad_random) * 40) * (double) ESP_USEC_PER_DAY);
      if (ordered_us >= sample->now_us)
        return TRUE;
      if (!add_event (sample, tx, lead_id, sample->order_kind, ordered_us, props, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_events (Sample *sample, EspTx *tx, gint64 lead_id, gint64 created_us, GError **error)
{
  static const char *const pages[] = { "{\"page\":\"/\"}", "{\"page\":\"/pricing\"}",
                                       "{\"page\":\"/spring\"}" };
  guint n_visits = esp_random_below (&sample->random, 4);
  gint64 span_us = sample->now_us - created_us;

  if (!add_event (sample, tx, lead_id, sample->signup_kind, created_us, NULL, error))
    return FALSE;
  for (guint i = 0; i < n_visits; i++)
    {
      gint64 at_us = created_us + (gint64) (esp_random_unit (&sample->random) * (double) span_us);

      if (!add_event (sample, tx, lead_id, sample->visit_kind, at_us,
                      pages[esp_random_below (&sample->random, 3)], error))
        return FALSE;
    }
  if (chance (sample, 12))
    {
      g_autofree char *props =
        g_strdup_printf ("{\"amount\":%u}", 1000 * (5 + esp_random_below (&sample->random, 200)));
      gint64 at_us = created_us + (gint64) (esp_random_unit (&sample->random) * (double) span_us);

      return add_event (sample, tx, lead_id, sample->order_kind, at_us, props, error) &&
             add_ads (sample, tx, lead_id, at_us, error) &&
             add_repeats (sample, tx, lead_id, at_us, error);
    }
  return !chance (sample, 5) ||
         add_event (sample, tx, lead_id, sample->cart_kind, created_us + span_us / 3, NULL, error);
}

/* How the lead came to its stage, one after the other, every so many days; the last of it lies before now. */
static gboolean
add_moves (Sample *sample,
           EspTx *tx,
           gint64 lead_id,
           const char *stage,
           gint64 created_us,
           GError **error)
{
  static const char *const stages[] = { "lead", "mql", "sql", "customer" };
  gint64 step_us = (3 + lead_id % 23) * ESP_USEC_PER_DAY;
  guint n = 0;

  while (n + 1 < G_N_ELEMENTS (stages) && !g_str_equal (stages[n], stage))
    n++;
  step_us = MIN (step_us, (sample->now_us - created_us) / (n + 1));
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *props =
        g_strdup_printf ("{\"from\":\"%s\",\"to\":\"%s\"}", stages[i - 1], stages[i]);

      if (!add_event (sample, tx, lead_id, sample->stage_kind, created_us + i * step_us, props,
                      error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_lead (Sample *sample, EspTx *tx, guint number, GError **error)
{
  g_autoptr (EspLead) lead = esp_lead_new (sample->fields);
  const EspSamplePlace *place = pick_place (sample);
  gint64 created_us = pick_past (sample);

  fill_lead (sample, lead, place, number);
  esp_value_set_integer (esp_lead_get_writable (lead, "created_at"), created_us);
  return esp_bulk_add_lead (sample->bulk, tx, lead, error) &&
         add_consents (sample, tx, lead->id, place, created_us, error) &&
         add_events (sample, tx, lead->id, created_us, error) &&
         add_moves (sample, tx, lead->id, esp_lead_get_text (lead, "stage"), created_us, error);
}

static gboolean
add_tags (Sample *sample, EspTx *tx, GError **error)
{
  static const struct
  {
    const char *name;
    guint percent;
  } tags[] = { { "VIP", 3 }, { "전시회 2026", 9 }, { "뉴스레터", 40 }, { "재구매", 8 } };

  gint64 ids[G_N_ELEMENTS (tags)];

  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (!esp_tag_ensure (tx, tags[i].name, &ids[i], error))
      return FALSE;
  for (guint lead_id = 1; lead_id <= sample->n_leads; lead_id++)
    for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
      if (chance (sample, tags[i].percent) && !esp_bulk_add_tag (tx, lead_id, ids[i], error))
        return FALSE;
  return TRUE;
}

static gboolean
set_facts (EspTx *tx, GError **error)
{
  return esp_meta_set_int64 (tx, ESP_META_IS_SAMPLE, 1, error) &&
         esp_meta_set_text (tx, ESP_META_NAME, "새봄상점", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_NAME, "새봄상점", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_EMAIL, "news@example.com", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_REPLY_TO, "hello@example.com", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "새봄상점", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_ADDRESS, "서울특별시 중구 보기로 1", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_PHONE, "02-000-0000", error);
}

/* What three platforms charged in the last two months. */
static gboolean
add_spend (Sample *sample, EspTx *tx, GError **error)
{
  static const struct
  {
    const char *platform;
    const char *campaign;
    guint cost;  /* of a day, thousand won */
    guint cpm;   /* won a thousand impressions */
    guint worth; /* conversion value, percent of the cost */
  } ads[] = { { "naver", "파워링크", 180, 9000, 420 },
              { "meta", "봄 신상품 알리기", 140, 7000, 310 },
              { "google", "다시 보기", 60, 3000, 240 } };
  gint64 today = sample->now_us / ESP_USEC_PER_DAY;

  for (gsize i = 0; i < G_N_ELEMENTS (ads); i++)
    for (gint64 day = today - SPEND_DAYS; day < today; day++)
      {
        gint64 cost = (gint64) ads[i].cost * (700 + esp_random_below (&sample->ad_random, 600));
        EspSpend spend = { .platform = (char *) ads[i].platform,
                           .campaign = (char *) ads[i].campaign,
                           .currency = (char *) "KRW",
                           .day = day,
                           .cost = cost,
                           .impressions = cost * 1000 / ads[i].cpm,
                           .clicks = cost * 1000 / ads[i].cpm / 60,
                           .value = cost * ads[i].worth / 100 };
        EspSpendOutcome outcome;

        spend.conversions = (double) (spend.value / 50000);
        if (!esp_spend_put (tx, &spend, &outcome, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
find_kinds (Sample *sample, EspTx *tx, GError **error)
{
  return esp_event_kind_id (tx, ESP_EVENT_VISIT, &sample->visit_kind, error) &&
         esp_event_kind_id (tx, "signup", &sample->signup_kind, error) &&
         esp_event_kind_id (tx, ESP_EVENT_ORDER, &sample->order_kind, error) &&
         esp_event_kind_id (tx, "cart", &sample->cart_kind, error) &&
         esp_event_kind_id (tx, ESP_EVENT_STAGE, &sample->stage_kind, error) &&
         esp_event_kind_id (tx, "ad_click", &sample->ad_kind, error);
}

static gboolean
add_rows (Sample *sample, EspTx *tx, GError **error)
{
  sample->bulk = esp_bulk_begin (tx, sample->fields, error);
  if (sample->bulk == NULL)
    return FALSE;
  for (guint number = 1; number <= sample->n_leads; number++)
    if (!add_lead (sample, tx, number, error))
      return FALSE;
  return add_tags (sample, tx, error) && esp_sample_add_segments (tx, error) &&
         esp_sample_add_campaigns (sample->bulk, tx, &sample->random, sample->agreed,
                                   sample->n_leads, error) &&
         esp_sample_add_plan (tx, error) && add_spend (sample, tx, error) &&
         esp_bulk_finish (sample->bulk, tx, error);
}

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  Sample *sample = data;
  gboolean is_ok;

  sample->now_us = esp_tx_get_now_us (tx);
  sample->fields = esp_fields_load (tx, error);
  if (sample->fields == NULL || !set_facts (tx, error) || !find_kinds (sample, tx, error))
    return FALSE;
  sample->agreed = esp_bitmap_new ();
  is_ok = add_rows (sample, tx, error);
  return esp_bulk_end (tx, is_ok ? error : NULL) && is_ok && esp_sample_add_journeys (tx, error);
}

static gboolean
add_office (EspTx *tx, gpointer data, GError **error)
{
  return esp_sample_add_office (tx, error);
}

static gboolean
fill_people (EspStore *store, guint n_leads, guint64 seed, GError **error)
{
  Sample sample = { .n_leads = n_leads };
  gboolean is_ok;

  esp_random_init (&sample.random, seed);
  esp_random_init (&sample.ad_random, seed + 1);
  is_ok = esp_store_write (store, NULL, fill, &sample, NULL, error);
  g_clear_pointer (&sample.agreed, esp_bitmap_free);
  g_clear_pointer (&sample.bulk, esp_bulk_free);
  g_clear_pointer (&sample.fields, esp_fields_unref);
  return is_ok;
}

/* A score is computed of everyone at the engine's first turn: the office comes last, so that nobody waits for that. */
static gboolean
fill_office (EspStore *store, GError **error)
{
  return esp_store_write (store, NULL, add_office, NULL, NULL, error);
}

/**
 * esp_sample_fill:
 * @store: an empty workspace
 * @seed: equal seeds make equal workspaces, but for the ids and times
 *
 * Fills a workspace with fictional leads and their half year; its journeys are drafts. Blocks for a second or two.
 */
gboolean
esp_sample_fill (EspStore *store, guint n_leads, guint64 seed, GError **error)
{
  return fill_people (store, n_leads, seed, error) && fill_office (store, error);
}

/**
 * esp_sample_get_path:
 *
 * Returns: (transfer full): where the sample workspace of this user lives
 */
char *
esp_sample_get_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "espalier", "sample.espalier", NULL);
}

/**
 * esp_sample_make:
 * @path: where no file is yet
 *
 * Makes a sample workspace, whole or not at all. Blocks for as long as that takes.
 *
 * Returns: (transfer full): the store, or %NULL with @error set
 */
EspStore *
esp_sample_make (const char *path, guint n_leads, EspClock *clock, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);
  g_autoptr (EspStore) store = NULL;

  (void) g_mkdir_with_parents (folder, 0700); /* making the file says what is wrong with it */
  (void) g_unlink (partial);                  /* left over from a making that was cut off */
  store = esp_store_open (partial, ESP_STORE_CREATE, clock, error);
  if (store == NULL || !fill_people (store, n_leads, ESP_SAMPLE_SEED, error) ||
      !esp_store_checkpoint (store, error))
    return NULL;
  esp_store_close (g_steal_pointer (&store));
  if (!esp_sample_live (partial, ESP_SAMPLE_SEED, esp_clock_now_us (clock), error))
    return NULL;
  store = esp_store_open (partial, ESP_STORE_OPEN, clock, error);
  if (store == NULL || !fill_office (store, error) || !esp_store_checkpoint (store, error))
    return NULL;
  esp_store_close (g_steal_pointer (&store));
  if (g_rename (partial, path) != 0)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_READ_ONLY,
                   "The sample workspace could not be put at %s", path);
      return NULL;
    }
  return esp_store_open (path, ESP_STORE_OPEN, clock, error);
}

/**
 * esp_sample_open:
 * @path: from esp_sample_get_path(), or a test's own
 *
 * Opens the sample workspace, made at its first use. Blocks for a few seconds then.
 *
 * Returns: (transfer full): the store, or %NULL with @error set
 */
EspStore *
esp_sample_open (const char *path, EspClock *clock, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return esp_store_open (path, ESP_STORE_OPEN, clock, error);
  return esp_sample_make (path, ESP_SAMPLE_LEADS, clock, error);
}

/**
 * esp_sample_remove:
 * @path: of a sample workspace that nobody has open
 *
 * Removes the file, and the mail in its demo mailbox.
 */
gboolean
esp_sample_remove (const char *path, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };
  g_autofree char *mailbox = esp_demo_mailbox_folder_of_workspace (path);

  if (g_file_test (mailbox, G_FILE_TEST_IS_DIR) && !esp_demo_mailbox_empty (mailbox, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      if (g_unlink (file) != 0 && g_file_test (file, G_FILE_TEST_EXISTS))
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_READ_ONLY,
                       "The file %s cannot be removed", file);
          return FALSE;
        }
    }
  return TRUE;
}
