/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audiences of advertisements: what is hashed, who may be handed over, what is taken back, steps of journeys. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/audience/esp-ad-identity.h"
#include "store/esp-ad-audience-people.h"
#include "store/esp-consents.h"
#include "store/esp-history.h"
#include "store/esp-journeys.h"
#include "store/esp-meta.h"
#include "store/esp-person.h"
#include "store/esp-segment-uses.h"
#include "worker/esp-ad-mirror.h"

#include "journey-world.h"
#include "test-home.h"

#include <glib/gstdio.h>

static void
test_hash (void)
{
  static const struct
  {
    EspAdPlatform platform;
    EspAdKind kind;
    const char *text;
    const char *hash; /* NULL: nothing to hash */
  } cases[] = {
    { ESP_AD_META, ESP_AD_EMAIL, "  Kim.MinSu+promo@Gmail.com ",
      "12a11bab70ec400801575df90c377befc723c78d845dc6a9fb40bcce6e12697c" },
    { ESP_AD_GOOGLE, ESP_AD_EMAIL, "  Kim.MinSu+promo@Gmail.com ",
      "b28cabed8cb4eb8c4c9cbbca123489176083fb184fe23fcc579be709051b9b1d" },
    { ESP_AD_TIKTOK, ESP_AD_EMAIL, "  Kim.MinSu+promo@Gmail.com ",
      "7dea30ed6eb9639fc8978a42b344c130de2a75fc3cb0f8a340b8536d341cc359" },
    { ESP_AD_LINKEDIN, ESP_AD_EMAIL, "Jane.Doe@Example.COM",
      "86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d" },
    { ESP_AD_META, ESP_AD_PHONE, "010-1234-5678",
      "5d639079300bfabb1fa81139c823d324b2a67e9dd4157475190a31fb17528bc0" },
    { ESP_AD_GOOGLE, ESP_AD_PHONE, "010-1234-5678",
      "2efdd01fdf56e3f07de56acd9d40beb256d5983aec5f6d597c2c48354f35f9e0" },
    { ESP_AD_META, ESP_AD_PHONE, "+1 (650) 555-1212",
      "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176" },
    { ESP_AD_META, ESP_AD_EMAIL, "12a11bab70ec400801575df90c377befc723c78d845dc6a9fb40bcce6e12697c",
      "12a11bab70ec400801575df90c377befc723c78d845dc6a9fb40bcce6e12697c" },
    { ESP_AD_META, ESP_AD_EMAIL, "", NULL },
    { ESP_AD_META, ESP_AD_EMAIL, " @ ", NULL },
    { ESP_AD_TIKTOK, ESP_AD_EMAIL, "+all@example.com", NULL },
    { ESP_AD_META, ESP_AD_EMAIL, NULL, NULL },
    { ESP_AD_META, ESP_AD_PHONE, "12", NULL },
    { ESP_AD_LINKEDIN, ESP_AD_PHONE, "010-1234-5678", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char hash[ESP_AD_HASH_SIZE];

      g_assert_cmpint (esp_ad_hash (cases[i].platform, cases[i].kind, cases[i].text, hash), ==,
                       cases[i].hash != NULL);
      g_assert_cmpstr (hash, ==, cases[i].hash != NULL ? cases[i].hash : "");
    }
}

typedef struct
{
  gint64 n_inside;
  gint64 n_consented;
  gint64 n_identified;
  gint64 n_new;
  gint64 n_gone;
} Figures;

static gboolean
make (EspTx *tx, gpointer data, GError **error)
{
  EspAdAudience audience = { .name = (char *) "Ads", .platform = (char *) "meta" };

  return esp_ad_audience_insert (tx, &audience, error);
}

static gboolean
refuse (EspTx *tx, gpointer data, GError **error)
{
  const EspConsent consent = { .lead_id = 1,
                               .channel = (char *) "ads",
                               .purpose = (char *) "marketing",
                               .state = (char *) "withdrawn" };

  return esp_consent_add (tx, &consent, error);
}

static gboolean
need (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspAdAudience) audience = esp_ad_audience_load (tx, 1, error);

  audience->needs_consent = TRUE;
  return esp_ad_audience_update (tx, audience, error);
}

static gboolean
rename_it (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspAdAudience) audience = esp_ad_audience_load (tx, 1, error);

  g_free (audience->name);
  audience->name = g_strdup ("New \"name\"");
  return esp_ad_audience_update (tx, audience, error);
}

static gboolean
delete_it (EspTx *tx, gpointer data, GError **error)
{
  return esp_ad_audience_delete (tx, 1, error);
}

static gboolean
count (EspTx *tx, gpointer data, GError **error)
{
  Figures *figures = data;
  g_autoptr (EspAdAudience) audience = esp_ad_audience_load (tx, 1, error);
  g_autoptr (EspAdMirror) mirror = esp_ad_mirror_load (tx, audience, error);

  g_assert_no_error (*error);
  figures->n_inside = (gint64) esp_bitmap_count (mirror->inside);
  figures->n_consented = (gint64) esp_bitmap_count (mirror->consented);
  figures->n_identified = (gint64) esp_bitmap_count (mirror->identified);
  figures->n_new = mirror->n_new;
  figures->n_gone = mirror->n_gone;
  /* The numbers open: somebody may be on two lines, but nobody is missing. */
  g_assert_cmpint ((gint64) esp_bitmap_count (mirror->fresh), <=, mirror->n_new);
  g_assert_cmpint ((gint64) esp_bitmap_count (mirror->gone), <=, mirror->n_gone);
  g_assert_cmpint (esp_bitmap_count (mirror->fresh) > 0, ==, mirror->n_new > 0);
  g_assert_cmpint (esp_bitmap_count (mirror->gone) > 0, ==, mirror->n_gone > 0);
  return TRUE;
}

static void
assert_figures (JourneyWorld *world, Figures wanted)
{
  g_autoptr (GError) error = NULL;
  Figures figures = { 0 };

  g_assert_true (esp_store_read (world->store, ESP_READ_LONG, count, &figures, NULL, &error));
  g_assert_cmpint (figures.n_inside, ==, wanted.n_inside);
  g_assert_cmpint (figures.n_consented, ==, wanted.n_consented);
  g_assert_cmpint (figures.n_identified, ==, wanted.n_identified);
  g_assert_cmpint (figures.n_new, ==, wanted.n_new);
  g_assert_cmpint (figures.n_gone, ==, wanted.n_gone);
}

typedef struct
{
  EspAdFile which;
  GFile *file;
  gint64 n;
} Export;

static gboolean
write_file (EspTx *tx, gpointer data, GError **error)
{
  Export *export = data;
  g_autoptr (EspAdAudience) audience = esp_ad_audience_load (tx, 1, error);

  return esp_ad_mirror_write (tx, audience, export->which, export->file, &export->n, error);
}

static gint64
export_file (JourneyWorld *world, EspAdFile which, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  Export export = { which, file, 0 };

  g_assert_true (esp_store_write (world->store, NULL, write_file, &export, NULL, &error));
  g_assert_no_error (error);
  return export.n;
}

static void
test_journey (JourneyWorld *world, gconstpointer data)
{
  static const char put[] = BEGIN MANUAL "],\"steps\":[{\"id\":\"a\",\"kind\":\"segment\","
                                         "\"do\":\"add\",\"audience\":\"Ads\"}," EXIT;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "esp-ad-audience.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  journey_world_write (world, make);
  journey_world_publish (world, put);
  journey_world_write (world, rename_it); /* the journey follows */
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  assert_figures (world, (Figures){ 100, 100, 100, 100, 0 });
  g_assert_cmpint (export_file (world, ESP_AD_FILE_NEW, path), ==, 100);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "email,phone\r\n") ||
                 g_str_has_prefix (text, "email,phone\n"));
  g_assert_null (strchr (text, '@'));
  assert_figures (world, (Figures){ 100, 100, 100, 0, 0 });
  g_assert_false (esp_store_write (world->store, NULL, delete_it, NULL, NULL, &error));

  journey_world_write (world, refuse); /* at once, and nobody is advertised to twice */
  assert_figures (world, (Figures){ 100, 99, 99, 0, 1 });
  g_assert_cmpint (export_file (world, ESP_AD_FILE_GONE, path), ==, 1);
  assert_figures (world, (Figures){ 100, 99, 99, 0, 0 });
  g_assert_cmpint (export_file (world, ESP_AD_FILE_GONE, path), ==, 1); /* a lost file */
  journey_world_write (world, need);
  assert_figures (world, (Figures){ 100, 0, 0, 0, 99 });
  (void) g_remove (path); /* the folder is the test's own */
}

static gboolean
share_one (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GArray) people = g_array_new (FALSE, TRUE, sizeof (EspAdShared));
  EspAdShared person = { .lead_id = 1 };

  g_array_append_val (people, person);
  return esp_ad_audience_note_shared (tx, 1, people, error);
}

typedef struct
{
  gint64 id;
  EspUndoResult result;
} Undo;

static gboolean
find_last (EspTx *tx, gpointer data, GError **error)
{
  Undo *undo = data;
  g_autoptr (EspHistoryEntry) entry = esp_history_last_undoable (tx, error);

  undo->id = entry != NULL ? entry->id : 0;
  return entry != NULL;
}

static gboolean
take_back (EspTx *tx, gpointer data, GError **error)
{
  Undo *undo = data;

  return esp_history_undo (tx, undo->id, &undo->result, error);
}

/* Who is at the platform can only be taken back from there while it is known. */
static void
test_undo (JourneyWorld *world, gconstpointer data)
{
  const EspOperation made = { .kind = "audience-new" };
  const EspOperation undone = { .kind = "undo" };
  g_autoptr (GError) error = NULL;
  Undo undo = { 0 };

  g_assert_true (esp_store_write (world->store, &made, make, NULL, NULL, &error));
  g_assert_true (esp_store_write (world->store, NULL, share_one, NULL, NULL, &error));
  g_assert_true (esp_store_read (world->store, ESP_READ_LONG, find_last, &undo, NULL, &error));
  g_assert_true (esp_store_write (world->store, &undone, take_back, &undo, NULL, &error));
  g_assert_cmpint (undo.result.n_kept, ==, 1);
  assert_figures (world, (Figures){ 0, 0, 0, 0, 1 });
}

static gboolean
put_everybody (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  for (guint32 lead = 1; lead <= N_LEADS; lead++)
    esp_bitmap_add (leads, lead);
  return esp_ad_audience_put (tx, 1, TRUE, leads, NULL, error);
}

static gboolean
put_second (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  esp_bitmap_add (leads, 2);
  return esp_ad_audience_put (tx, 1, TRUE, leads, NULL, error);
}

static gboolean
limit_stay (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspAdAudience) audience = esp_ad_audience_load (tx, 1, error);

  audience->stay_days = 30;
  return esp_ad_audience_update (tx, audience, error);
}

static gboolean
limit_too_long (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspAdAudience) audience = esp_ad_audience_load (tx, 1, error);

  audience->stay_days = ESP_AD_AUDIENCE_MAX_STAY + 1;
  return esp_ad_audience_update (tx, audience, error);
}

/* Whoever asks what is known about them learns which platform was given them. */
static gboolean
tell_person (EspTx *tx, gpointer data, GError **error)
{
  g_autofree char *text = esp_person_to_json (tx, 2, error);

  g_assert_nonnull (text);
  g_assert_nonnull (strstr (text, "ad_platforms"));
  g_assert_nonnull (strstr (text, "2026-03-02"));
  return TRUE;
}

/* Who was there for the days that the audience gives is taken back, and does not come again however long they stay in
 * it; who is put in once more begins anew. */
static void
test_stay (JourneyWorld *world, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "esp-ad-stay.csv", NULL);
  g_autoptr (GError) error = NULL;

  journey_world_write (world, make);
  journey_world_write (world, put_everybody);
  g_assert_false (esp_store_write (world->store, NULL, limit_too_long, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "540"));
  g_clear_error (&error);
  journey_world_write (world, limit_stay);
  g_assert_cmpint (export_file (world, ESP_AD_FILE_NEW, path), ==, 100);
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, tell_person, NULL, NULL, &error));
  esp_clock_advance (world->clock, 29 * G_TIME_SPAN_DAY);
  g_assert_cmpint (export_file (world, ESP_AD_FILE_ALL, path), ==, 100); /* renews nothing */
  journey_world_write (world, refuse);
  g_assert_cmpint (export_file (world, ESP_AD_FILE_GONE, path), ==, 1);
  esp_clock_advance (world->clock, G_TIME_SPAN_DAY);
  /* Whoever refused had not had their time; that they refused still counts. */
  assert_figures (world, (Figures){ 100, 0, 0, 0, 99 });
  g_assert_cmpint (export_file (world, ESP_AD_FILE_GONE, path), ==, 100);
  for (guint i = 0; i < 2; i++)
    {
      esp_clock_advance (world->clock, 40 * G_TIME_SPAN_DAY); /* their hashes are forgotten */
      (void) export_file (world, ESP_AD_FILE_GONE, path);
      assert_figures (world, (Figures){ 100, 0, 0, 0, 0 });
    }
  journey_world_write (world, put_second);
  assert_figures (world, (Figures){ 100, 1, 1, 1, 0 });
  (void) g_remove (path); /* the folder is the test's own */
}

static gboolean
stop_all (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_int64 (tx, ESP_META_KILL_SWITCH, 1, error);
}

/* Nothing is handed over while everything is halted, but whoever is to be taken back is. */
static void
test_halt (JourneyWorld *world, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "esp-ad-halt.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  Export export = { ESP_AD_FILE_ALL, file, 0 };

  journey_world_write (world, make);
  journey_world_write (world, put_everybody);
  journey_world_write (world, stop_all);
  g_assert_false (esp_store_write (world->store, NULL, write_file, &export, NULL, &error));
  g_assert_nonnull (strstr (error->message, "halted"));
  g_assert_false (g_file_query_exists (file, NULL));
  assert_figures (world, (Figures){ 100, 100, 100, 100, 0 });
  g_assert_cmpint (export_file (world, ESP_AD_FILE_GONE, path), ==, 0);
  (void) g_remove (path); /* the folder is the test's own */
}

/* A segment of that name, asked for by the audience, by a journey, and by one that only has a title like it. */
static gboolean
uses_cb (EspTx *tx, gpointer data, GError **error)
{
  EspSegment segment = { .name = (char *) "VIP",
                         .rule = (char *) "{\"group\":\"all\",\"items\":[]}" };
  EspAdAudience audience = { .name = (char *) "Ads", .platform = (char *) "meta" };
  static const char named[] =
    BEGIN "{\"id\":\"in\",\"kind\":\"enters-segment\",\"segment\":\"VIP\"}],\"steps\":[" EXIT;
  static const char titled[] =
    BEGIN MANUAL "],\"steps\":[{\"id\":\"g\",\"kind\":\"exit\",\"title\":\"VIP\"}]}";
  gint64 id = 0;
  g_autoptr (GPtrArray) uses = NULL;

  if (!esp_segment_insert (tx, &segment, error))
    return FALSE;
  g_clear_pointer (&segment.uuid, g_free);
  audience.segment_id = segment.id;
  if (!esp_ad_audience_insert (tx, &audience, error) ||
      !esp_journey_row_insert (tx, "Names it", named, &id, error) ||
      !esp_journey_row_insert (tx, "Is titled like it", titled, &id, error))
    return FALSE;
  uses = esp_segment_list_uses (tx, &segment, error);
  g_assert_nonnull (uses);
  g_assert_cmpuint (uses->len, ==, 2);
  g_assert_cmpstr (((EspSegmentUse *) uses->pdata[0])->kind, ==, "audience");
  g_assert_cmpstr (((EspSegmentUse *) uses->pdata[1])->kind, ==, "journey");
  g_assert_cmpstr (((EspSegmentUse *) uses->pdata[1])->name, ==, "Names it");
  return TRUE;
}

static void
test_uses (JourneyWorld *world, gconstpointer data)
{
  journey_world_write (world, uses_cb);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/ad-audience/hash", test_hash);
  g_test_add ("/ad-audience/undo", JourneyWorld, NULL, journey_world_set_up, test_undo,
              journey_world_tear_down);
  g_test_add ("/ad-audience/journey", JourneyWorld, NULL, journey_world_set_up, test_journey,
              journey_world_tear_down);
  g_test_add ("/ad-audience/stay", JourneyWorld, NULL, journey_world_set_up, test_stay,
              journey_world_tear_down);
  g_test_add ("/ad-audience/halt", JourneyWorld, NULL, journey_world_set_up, test_halt,
              journey_world_tear_down);
  g_test_add ("/ad-audience/uses", JourneyWorld, NULL, journey_world_set_up, test_uses,
              journey_world_tear_down);
  return g_test_run ();
}
