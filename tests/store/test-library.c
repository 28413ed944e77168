/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library keeps what messages share, finds it by its words, and tells where it is used. */
#include "store/esp-library-uses.h"
#include "store/esp-messages.h"
#include "store/esp-store.h"

#include "temp-store.h"
#include "test-home.h"

#define START_US G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (START_US);
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  temp_folder_free (fixture->folder);
  g_assert_finalize_object (fixture->clock);
}

static gint64
add (EspTx *tx, EspLibraryKind kind, char *name, char *document)
{
  const EspLibraryItem item = { .kind = kind, .name = name, .document = document };
  gint64 id = 0;

  g_assert_true (esp_library_insert (tx, &item, &id, NULL));
  return id;
}

static guint
count (EspTx *tx, int kind, const char *text, gboolean with_archived)
{
  const EspLibraryQuery query = { .kind = kind, .text = text, .with_archived = with_archived };
  g_autoptr (GPtrArray) items = esp_library_list (tx, &query, NULL);

  g_assert_nonnull (items);
  return items != NULL ? items->len : 0; /* the compiler cannot know */
}

static gboolean
keep_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GBytes) picture = g_bytes_new_static ("\x89PNG", 4);
  g_autoptr (EspLibraryItem) found = NULL;
  EspLibraryItem image = { .kind = ESP_LIBRARY_IMAGE, .name = (char *) "로고", .data = picture };
  gint64 id = 0;
  gint64 same = 0;

  image.document = (char *) "{\"alt\":\"회사 로고\"}";
  image.media_type = (char *) "image/png";
  g_assert_true (esp_library_insert (tx, &image, &id, error));
  (void) add (tx, ESP_LIBRARY_SNIPPET, (char *) "인사", (char *) "{\"text\":\"50%_할인\"}");
  g_assert_cmpuint (count (tx, -1, NULL, FALSE), ==, 2);
  g_assert_cmpuint (count (tx, ESP_LIBRARY_IMAGE, NULL, FALSE), ==, 1);
  g_assert_cmpuint (count (tx, -1, "로고", FALSE), ==, 1);
  g_assert_cmpuint (count (tx, -1, "회사", FALSE), ==, 1);
  g_assert_cmpuint (count (tx, -1, "%_할", FALSE), ==, 1);
  g_assert_cmpuint (count (tx, -1, "x%", FALSE), ==, 0);
  found = esp_library_load (tx, id, error);
  g_assert_cmpuint (g_bytes_get_size (found->data), ==, 4);
  g_assert_true (esp_library_resolve (tx, found->uuid, &same, error));
  g_assert_cmpint (same, ==, id);
  g_assert_true (esp_library_resolve (tx, "인사", &same, error));
  g_assert_true (esp_library_set_archived (tx, id, TRUE, error));
  g_assert_cmpuint (count (tx, -1, NULL, FALSE), ==, 1);
  g_assert_cmpuint (count (tx, -1, NULL, TRUE), ==, 2);
  return TRUE;
}

static gboolean
refuse_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GError) problem = NULL;
  EspLibraryItem item = { .kind = ESP_LIBRARY_SNIPPET, .name = (char *) " " };
  gint64 id = 0;

  item.document = (char *) "{}";
  g_assert_false (esp_library_insert (tx, &item, &id, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_clear_error (&problem);
  item.name = (char *) "a";
  item.uuid = (char *) "xyz";
  g_assert_false (esp_library_insert (tx, &item, &id, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_clear_error (&problem);
  g_assert_null (esp_library_load (tx, 99, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  g_clear_error (&problem);
  g_assert_false (esp_library_resolve (tx, "nothing", &id, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  return TRUE;
}

static gboolean
default_cb (EspTx *tx, gpointer data, GError **error)
{
  gint64 first = add (tx, ESP_LIBRARY_BRAND, (char *) "봄", (char *) "{}");
  gint64 second = add (tx, ESP_LIBRARY_BRAND, (char *) "가을", (char *) "{}");
  g_autoptr (EspLibraryItem) none = NULL;
  g_autoptr (EspLibraryItem) item = NULL;
  g_autoptr (EspLibraryItem) after = NULL;

  g_assert_true (esp_library_load_default (tx, ESP_LIBRARY_BRAND, &none, error));
  g_assert_null (none);
  g_assert_true (esp_library_set_default (tx, first, TRUE, error));
  g_assert_true (esp_library_set_default (tx, second, TRUE, error));
  g_assert_true (esp_library_load_default (tx, ESP_LIBRARY_BRAND, &item, error));
  g_assert_cmpint (item->id, ==, second);
  g_assert_true (esp_library_set_archived (tx, second, TRUE, error));
  g_assert_true (esp_library_load_default (tx, ESP_LIBRARY_BRAND, &after, error));
  g_assert_null (after);
  return TRUE;
}

static gboolean
uses_cb (EspTx *tx, gpointer data, GError **error)
{
  gint64 id = add (tx, ESP_LIBRARY_BLOCK, (char *) "머리", (char *) "{}");
  gint64 phrase = add (tx, ESP_LIBRARY_PHRASE, (char *) "공짜", (char *) "{\"text\":\"공짜\"}");
  g_autoptr (EspLibraryItem) block = esp_library_load (tx, id, error);
  g_autoptr (EspLibraryItem) words = esp_library_load (tx, phrase, error);
  g_autofree char *document = g_strdup_printf ("{\"sections\":[{\"ref\":\"%s\"},{\"ref\":\"%s\"},{"
                                               "\"text\":\"오늘은 공짜!\"}]}",
                                               block->uuid, block->uuid);
  g_autoptr (GPtrArray) uses = NULL;
  g_autoptr (GPtrArray) said = NULL;
  g_autoptr (GHashTable) counts = NULL;
  gint64 message = 0;

  g_assert_true (esp_message_insert (tx, "봄", "email", document, &message, error));
  (void) add (tx, ESP_LIBRARY_TEMPLATE, (char *) "틀", document);
  uses = esp_library_list_uses (tx, block, error);
  g_assert_cmpuint (uses->len, ==, 2);
  g_assert_cmpint (((EspLibraryUse *) uses->pdata[0])->id, ==, message);
  g_assert_true (((EspLibraryUse *) uses->pdata[1])->is_item);
  said = esp_library_list_uses (tx, words, error);
  g_assert_cmpuint (said->len, ==, 2);
  counts = esp_library_count_uses (tx, error);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, block->uuid)), ==, 2);
  return TRUE;
}

static gboolean
archive_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_library_set_archived (tx, *(gint64 *) data, TRUE, error);
}

static gboolean
add_cb (EspTx *tx, gpointer data, GError **error)
{
  *(gint64 *) data = add (tx, ESP_LIBRARY_SNIPPET, (char *) "하나", (char *) "{\"text\":\"a\"}");
  return TRUE;
}

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  *(gint64 *) data = count (tx, -1, NULL, FALSE);
  return TRUE;
}

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  static const EspOperation operation = { .kind = "library-archive", .summary = "하나" };
  EspUndoResult result = { 0 };
  gint64 id = 0;
  gint64 history_id = 0;
  gint64 n = 0;

  g_assert_true (esp_store_write (fixture->store, NULL, add_cb, &id, NULL, NULL));
  g_assert_true (esp_store_write (fixture->store, &operation, archive_cb, &id, &history_id, NULL));
  g_assert_true (esp_store_read (fixture->store, ESP_READ_PAGE, count_cb, &n, NULL, NULL));
  g_assert_cmpint (n, ==, 0);
  g_assert_true (esp_store_undo (fixture->store, history_id, &result, NULL, NULL));
  g_assert_true (esp_store_read (fixture->store, ESP_READ_PAGE, count_cb, &n, NULL, NULL));
  g_assert_cmpint (n, ==, 1);
}

static void
test_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
    esp_store_write (fixture->store, NULL, *(const EspStoreFunc *) data, NULL, NULL, &error));
  g_assert_no_error (error);
}

static const EspStoreFunc funcs[] = { keep_cb, refuse_cb, default_cb, uses_cb };

int
main (int argc, char **argv)
{
  static const char *const names[] = { "/library/keep", "/library/refuse", "/library/default",
                                       "/library/uses" };

  test_home_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (funcs); i++)
    g_test_add (names[i], Fixture, &funcs[i], set_up, test_write, tear_down);
  g_test_add ("/library/undo", Fixture, NULL, set_up, test_undo, tear_down);
  return g_test_run ();
}
