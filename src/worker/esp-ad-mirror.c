/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts whom an audience of advertisements may hand to its platform, and writes them as files of hashes. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-ad-mirror.h"

#include "engine/audience/esp-ad-identity.h"
#include "engine/import/esp-csv-writer.h"
#include "store/esp-meta.h"
#include "worker/esp-segment-source.h"

#include <string.h>

/**
 * esp_ad_mirror_free:
 */
void
esp_ad_mirror_free (EspAdMirror *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->inside, esp_bitmap_free);
  g_clear_pointer (&self->stayed, esp_bitmap_free);
  g_clear_pointer (&self->consented, esp_bitmap_free);
  g_clear_pointer (&self->identified, esp_bitmap_free);
  g_clear_pointer (&self->fresh, esp_bitmap_free);
  g_clear_pointer (&self->gone, esp_bitmap_free);
  g_free (self);
}

/* The hashes of everybody who may be handed over. */
typedef struct
{
  EspAdPlatform platform;
  EspBitmap *identified;
  GArray *people; /* (nullable) (element-type EspAdShared) */
} Hashing;

static gboolean
hash_contact (gint64 lead_id, const char *email, const char *phone, gpointer user_data)
{
  Hashing *self = user_data;
  EspAdShared person = { .lead_id = lead_id };
  gboolean has_email = esp_ad_hash (self->platform, ESP_AD_EMAIL, email, person.email);
  gboolean has_phone = esp_ad_hash (self->platform, ESP_AD_PHONE, phone, person.phone);

  if (!has_email && !has_phone)
    return FALSE;
  esp_bitmap_add (self->identified, (guint32) lead_id);
  g_array_append_val (self->people, person);
  return TRUE;
}

static EspBitmap *
load_inside (EspTx *tx, const EspAdAudience *audience, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, audience->segment_id);
  g_autoptr (EspBitmap) inside =
    audience->segment_id != 0 ? esp_segment_source_members (tx, number, error) : esp_bitmap_new ();
  g_autoptr (EspBitmap) added =
    inside != NULL ? esp_ad_audience_load_members (tx, audience, error) : NULL;
  g_autoptr (EspBitmap) removed =
    added != NULL ? esp_ad_audience_load_removed (tx, audience, error) : NULL;

  if (removed == NULL)
    return NULL;
  esp_bitmap_or (inside, added);
  esp_bitmap_andnot (inside, removed);
  return g_steal_pointer (&inside);
}

static EspAdMirror *
load (EspTx *tx, const EspAdAudience *audience, GArray *people, GError **error)
{
  g_autoptr (EspAdMirror) self = g_new0 (EspAdMirror, 1);
  Hashing hashing = { .people = people };

  if (!esp_ad_platform_from_name (audience->platform, &hashing.platform))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” is no platform that this program knows", audience->platform);
      return NULL;
    }
  self->inside = load_inside (tx, audience, error);
  if (self->inside == NULL)
    return NULL;
  self->stayed = esp_ad_audience_load_stayed (tx, audience, error);
  if (self->stayed == NULL)
    return NULL;
  esp_bitmap_and (self->stayed, self->inside);
  self->consented = esp_bitmap_copy (self->inside);
  esp_bitmap_andnot (self->consented, self->stayed);
  self->identified = hashing.identified = esp_bitmap_new ();
  if (!esp_ad_audience_keep_consented (tx, audience, self->consented, error) ||
      !esp_ad_audience_each_contact (tx, self->consented, hash_contact, &hashing, error))
    return NULL;
  return g_steal_pointer (&self);
}

static int
compare_people (gconstpointer a, gconstpointer b)
{
  const EspAdShared *first = a;
  const EspAdShared *second = b;

  int order = first->lead_id < second->lead_id ? -1 : first->lead_id > second->lead_id;

  if (order == 0)
    order = strcmp (first->email, second->email);
  return order != 0 ? order : strcmp (first->phone, second->phone);
}

static const EspAdShared *
find_person (const GArray *people, const EspAdShared *wanted)
{
  return people->len == 0
           ? NULL
           : bsearch (wanted, people->data, people->len, sizeof (EspAdShared), compare_people);
}

/* Returns: (transfer full) (element-type EspAdShared): those of @people who are not in @others. Somebody whose
 * address changed is new with the new one and gone with the old one. */
static GArray *
find_missing (const GArray *people, const GArray *others)
{
  GArray *missing = g_array_new (FALSE, TRUE, sizeof (EspAdShared));

  for (guint i = 0; i < people->len; i++)
    {
      const EspAdShared *person = &g_array_index (people, EspAdShared, i);

      if (find_person (others, person) == NULL)
        g_array_append_vals (missing, person, 1);
    }
  return missing;
}

static EspBitmap *
collect_leads (const GArray *people)
{
  EspBitmap *leads = esp_bitmap_new ();

  for (guint i = 0; i < people->len; i++)
    esp_bitmap_add (leads, (guint32) g_array_index (people, EspAdShared, i).lead_id);
  return leads;
}

/**
 * esp_ad_mirror_load:
 *
 * Returns: (transfer full): who is in it, may be handed over, and can be; %NULL with @error set
 */
EspAdMirror *
esp_ad_mirror_load (EspTx *tx, const EspAdAudience *audience, GError **error)
{
  g_autoptr (GArray) people = g_array_new (FALSE, TRUE, sizeof (EspAdShared));
  g_autoptr (EspAdMirror) self = load (tx, audience, people, error);
  g_autoptr (GArray) shared =
    self != NULL ? esp_ad_audience_list_shared (tx, audience->id, FALSE, error) : NULL;
  g_autoptr (GArray) fresh = NULL;
  g_autoptr (GArray) gone = NULL;

  if (shared == NULL)
    return NULL;
  fresh = find_missing (people, shared);
  gone = find_missing (shared, people);
  self->n_new = fresh->len;
  self->n_gone = gone->len;
  self->fresh = collect_leads (fresh);
  self->gone = collect_leads (gone);
  return g_steal_pointer (&self);
}

static GBytes *
make_table (EspAdPlatform platform, const GArray *people)
{
  g_autoptr (EspCsvWriter) writer = esp_csv_writer_new (ESP_ENCODING_UTF8, ',', FALSE);
  gboolean has_phone = esp_ad_platform_takes (platform, ESP_AD_PHONE);

  esp_csv_writer_cell (writer, esp_ad_platform_column (platform, ESP_AD_EMAIL));
  if (has_phone)
    esp_csv_writer_cell (writer, esp_ad_platform_column (platform, ESP_AD_PHONE));
  esp_csv_writer_end_row (writer);
  for (guint i = 0; i < people->len; i++)
    {
      const EspAdShared *person = &g_array_index (people, EspAdShared, i);

      esp_csv_writer_cell (writer, person->email);
      if (has_phone)
        esp_csv_writer_cell (writer, person->phone);
      esp_csv_writer_end_row (writer);
    }
  return esp_csv_writer_take (writer);
}

/* Whoever is to be taken back is not held: it is what they asked for. */
static gboolean
is_held (EspTx *tx, EspAdFile which, GError **error)
{
  gint64 kill = 0;

  if (which == ESP_AD_FILE_GONE)
    return FALSE;
  if (!esp_meta_get_int64 (tx, ESP_META_KILL_SWITCH, 0, &kill, error))
    return TRUE;
  if (kill != 0)
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                         "Everything is halted, so nobody is handed to a platform either; let it "
                         "go on first. Who is to be taken back can be written all the same");
  return kill != 0;
}

/**
 * esp_ad_mirror_write:
 * @which: whom the file names
 * @out_n: (out): how many that are
 *
 * Writes a file of hashes as the platform takes it, and keeps whom it names; a file that cannot be written
 * leaves nothing kept. Nobody is handed over while the kill switch is on.
 */
gboolean
esp_ad_mirror_write (EspTx *tx,
                     const EspAdAudience *audience,
                     EspAdFile which,
                     GFile *file,
                     gint64 *out_n,
                     GError **error)
{
  g_autoptr (GArray) people = g_array_new (FALSE, TRUE, sizeof (EspAdShared));
  g_autoptr (EspAdMirror) mirror =
    !is_held (tx, which, error) ? load (tx, audience, people, error) : NULL;
  g_autoptr (GArray) shared =
    mirror != NULL
      ? esp_ad_audience_list_shared (tx, audience->id, which == ESP_AD_FILE_GONE, error)
      : NULL;
  g_autoptr (GArray) named = NULL;
  g_autoptr (GBytes) table = NULL;
  EspAdPlatform platform = ESP_AD_META;
  gboolean is_kept;

  if (shared == NULL)
    return FALSE;
  (void) esp_ad_platform_from_name (audience->platform, &platform); /* loading checked it */
  if (which == ESP_AD_FILE_ALL)
    named = g_array_ref (people);
  else
    named =
      which == ESP_AD_FILE_NEW ? find_missing (people, shared) : find_missing (shared, people);
  is_kept = which == ESP_AD_FILE_GONE
              ? esp_ad_audience_note_removed (tx, audience->id, named, error)
              : esp_ad_audience_note_shared (tx, audience->id, named, error);
  if (!is_kept)
    return FALSE;
  table = make_table (platform, named);
  *out_n = named->len;
  return g_file_replace_contents (file, g_bytes_get_data (table, NULL), g_bytes_get_size (table),
                                  NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, NULL, error);
}
