/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of reviews: of sends and of journeys together, what waits first. */
#define G_LOG_DOMAIN "esp-review"

#include "config.h"

#include "views/review/esp-review-rows.h"

#include "store/esp-journey-reviews.h"
#include "views/review/esp-review-file.h"
#include "views/review/esp-review-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define ID_KEY "esp-review-id"
#define ADDRESS_KEY "esp-address"

/* What a row shows, whatever the review is about. */
typedef struct
{
  const char *name;
  char *detail;  /* (owned) */
  char *address; /* (owned) that the row opens */
  EspReviewState state;
  gint64 asked_at_us;
  gint64 journey_review_id; /* 0: of a send */
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->detail);
  g_free (entry->address);
  g_free (entry);
}

static Entry *
entry_of_send (EspSession *session, const EspReview *review)
{
  Entry *entry = g_new0 (Entry, 1);
  g_autofree char *count = esp_format_count (review->n_receivers);
  g_autofree char *at = esp_review_format_time (session, review->asked_at_us);

  entry->name = review->campaign;
  /* Translators: to how many people, who asked, when */
  entry->detail =
    g_strdup_printf (ngettext ("To %s person · asked by %s · %s", "To %s people · asked by %s · %s",
                               (gulong) review->n_receivers),
                     count, review->asked_by, at);
  entry->address = g_strdup_printf ("review/%" G_GINT64_FORMAT, review->id);
  entry->state = review->state;
  entry->asked_at_us = review->asked_at_us;
  return entry;
}

static Entry *
entry_of_journey (EspSession *session, const EspJourneyReview *review)
{
  Entry *entry = g_new0 (Entry, 1);
  g_autofree char *at = esp_review_format_time (session, review->asked_at_us);

  entry->name = review->journey;
  /* Translators: who asked, when */
  entry->detail = g_strdup_printf (_ ("Journey · asked by %s · %s"), review->asked_by, at);
  entry->address = g_strdup_printf ("journeys/%" G_GINT64_FORMAT, review->journey_id);
  entry->journey_review_id = review->id;
  entry->state = review->state;
  entry->asked_at_us = review->asked_at_us;
  return entry;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const Entry *one = *(const Entry *const *) a;
  const Entry *other = *(const Entry *const *) b;
  gboolean waits = one->state == ESP_REVIEW_ASKED;

  if (waits != (other->state == ESP_REVIEW_ASKED))
    return waits ? -1 : 1;
  return one->asked_at_us == other->asked_at_us ? 0
                                                : (one->asked_at_us > other->asked_at_us ? -1 : 1);
}

static void
evidence_cb (GtkWidget *button, EspSession *session)
{
  const gint64 *id = g_object_get_data (G_OBJECT (button), ID_KEY);

  esp_review_evidence_save (session, *id, TRUE);
}

/* The review of a send has its own page, from which its evidence is saved; that of a journey has this button. */
static GtkWidget *
evidence_button_new (EspSession *session, gint64 id)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("esp-export-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Save evidence…"));
  g_object_set_data_full (G_OBJECT (button), ID_KEY, g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (evidence_cb), session, 0);
  return button;
}

static GtkWidget *
row_new (EspSession *session, const Entry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  const char *state = esp_review_state_title (entry->state);
  GtkWidget *label = gtk_label_new (state);
  g_autofree char *escaped = g_markup_escape_text (entry->detail, -1);
  g_autofree char *sentence = g_strdup_printf ("%s, %s, %s", entry->name, state, entry->detail);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), entry->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_add_css_class (label, entry->state == ESP_REVIEW_ASKED ? "warning" : "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  if (entry->journey_review_id != 0)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               evidence_button_new (session, entry->journey_review_id));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), esp_icon_new ("esp-chevron-right-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  g_object_set_data_full (G_OBJECT (row), ADDRESS_KEY, g_strdup (entry->address), g_free);
  return row;
}

static void
row_activated_cb (EspSession *session, GtkListBoxRow *row)
{
  esp_session_open (session, g_object_get_data (G_OBJECT (row), ADDRESS_KEY));
}

/**
 * esp_review_rows_new:
 * @sends: (element-type EspReview)
 * @journeys: (element-type EspJourneyReview)
 * @out_n_waiting: (out): how many wait for an answer
 *
 * Returns: (transfer floating): a list; a row opens what it is about
 */
GtkWidget *
esp_review_rows_new (EspSession *session,
                     GPtrArray *sends,
                     GPtrArray *journeys,
                     guint *out_n_waiting)
{
  GtkWidget *list = esp_form_list_new (_ ("Reviews"));
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);

  *out_n_waiting = 0;
  for (guint i = 0; i < sends->len; i++)
    g_ptr_array_add (entries, entry_of_send (session, sends->pdata[i]));
  for (guint i = 0; i < journeys->len; i++)
    g_ptr_array_add (entries, entry_of_journey (session, journeys->pdata[i]));
  g_ptr_array_sort (entries, compare);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = entries->pdata[i];

      gtk_list_box_append (GTK_LIST_BOX (list), row_new (session, entry));
      *out_n_waiting += entry->state == ESP_REVIEW_ASKED ? 1 : 0;
    }
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), session,
                           G_CONNECT_SWAPPED);
  return list;
}
