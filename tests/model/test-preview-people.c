/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of who is remembered for previews. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "model/esp-preview-people.h"

#include "temp-store.h"
#include "test-home.h"

/* More than are kept, then one again and one no more. */
static gboolean
walk_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspPreviewPeople) people = NULL;

  people = esp_preview_people_load (tx, error);
  g_assert_cmpuint (people->pinned->len, ==, 0);
  g_clear_pointer (&people, esp_preview_people_free);
  for (gint64 id = 1; id <= 20; id++)
    {
      g_assert_true (esp_preview_people_use (tx, id, error));
      g_assert_true (esp_preview_people_pin (tx, id, TRUE, error));
    }
  g_assert_true (esp_preview_people_use (tx, 17, error));
  g_assert_true (esp_preview_people_pin (tx, 12, FALSE, error));
  people = esp_preview_people_load (tx, error);
  g_assert_cmpuint (people->recent->len, ==, ESP_MAX_RECENT_PEOPLE);
  g_assert_cmpuint (g_array_index (people->recent, guint32, 0), ==, 17);
  g_assert_cmpuint (g_array_index (people->recent, guint32, 1), ==, 20);
  g_assert_cmpuint (g_array_index (people->recent, guint32, 5), ==, 15);
  g_assert_cmpuint (people->pinned->len, ==, ESP_MAX_PINNED_PEOPLE - 1);
  g_assert_false (esp_preview_people_is_pinned (people, 8));
  g_assert_true (esp_preview_people_is_pinned (people, 9));
  g_assert_false (esp_preview_people_is_pinned (people, 12));
  return TRUE;
}

static void
test_remembers (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  EspStore *store = temp_store_new (folder, clock);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (store, NULL, walk_cb, NULL, NULL, &error));
  g_assert_no_error (error);
  temp_store_free (store);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/model/preview-people/few-and-the-newest", test_remembers);
  return g_test_run ();
}
