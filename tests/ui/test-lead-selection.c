/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A selection of leads stays with the leads: through sorting, and never on one that nobody sees. */
#include <gtk/gtk.h>

#include "base/esp-clock.h"
#include "store/esp-leads.h"
#include "views/leads/esp-lead-selection.h"

#include "temp-store.h"

#define N_LEADS 20

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  EspLeadList *list;
  EspLeadSelection *selection;
} Fixture;

static gboolean
insert_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("user%02u@example.com", N_LEADS - i));
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

static void
show (Fixture *self, const EspBitmap *within, const char *column)
{
  EspLeadQuery query = { .within = within, .sort_column = column };

  esp_lead_list_set_query (self->list, &query);
  while (esp_lead_list_is_loading (self->list))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = temp_folder_new ();
  self->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  self->store = temp_store_new (self->folder, self->clock);
  g_assert_true (esp_store_write (self->store, NULL, insert_cb, NULL, NULL, &error));
  self->list = esp_lead_list_new (self->store);
  self->selection = esp_lead_selection_new (self->list);
  show (self, NULL, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->selection);
  esp_store_close (self->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->list);
  g_object_unref (self->store);
  temp_folder_free (self->folder);
  g_object_unref (self->clock);
}

static void
test_sorting (Fixture *self, gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);
  guint position;

  gtk_selection_model_select_item (model, 3, TRUE);
  gtk_selection_model_select_item (model, 7, FALSE);
  show (self, NULL, "email");
  g_assert_cmpuint (esp_lead_selection_get_n (self->selection), ==, 2);
  g_assert_true (esp_lead_list_find (self->list, 4, &position));
  g_assert_cmpuint (position, ==, N_LEADS - 4);
  g_assert_true (gtk_selection_model_is_selected (model, position));
}

static void
test_all_but_one (Fixture *self, gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);

  gtk_selection_model_select_all (model);
  gtk_selection_model_unselect_item (model, 0);
  g_assert_cmpuint (esp_lead_selection_get_n (self->selection), ==, N_LEADS - 1);
  g_assert_false (gtk_selection_model_is_selected (model, 0));
  gtk_selection_model_unselect_all (model);
  g_assert_cmpuint (esp_lead_selection_get_n (self->selection), ==, 0);
}

static void
test_hidden (Fixture *self, gconstpointer data)
{
  g_autoptr (EspBitmap) some = esp_bitmap_new_range (1, 5);
  g_autoptr (EspBitmap) hidden = NULL;

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
  show (self, some, NULL);
  g_assert_cmpuint (esp_lead_selection_get_n_hidden (self->selection), ==, N_LEADS - 5);
  hidden = esp_lead_selection_drop_hidden (self->selection);
  g_assert_cmpuint (esp_bitmap_count (hidden), ==, N_LEADS - 5);
  g_assert_cmpuint (esp_lead_selection_get_n (self->selection), ==, 5);
  g_assert_null (esp_lead_selection_drop_hidden (self->selection));
  esp_lead_selection_add (self->selection, hidden);
  g_assert_cmpuint (esp_lead_selection_get_n (self->selection), ==, N_LEADS);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/ui/lead-selection/survives-sorting", test_sorting);
  ADD ("/ui/lead-selection/all-but-one", test_all_but_one);
  ADD ("/ui/lead-selection/drops-whom-nobody-sees", test_hidden);
  return g_test_run ();
}
