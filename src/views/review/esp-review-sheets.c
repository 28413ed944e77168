/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small windows of a review: asking for it, a comment, changes that are wanted, the approval. */
#define G_LOG_DOMAIN "esp-review"

#include "config.h"

#include "views/review/esp-review-sheets.h"

#include "views/review/esp-review-acts.h"
#include "views/review/esp-review-words.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-particle.h"
#include "worker/esp-review-place.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define TEXT_HEIGHT 96
#define USUAL_HOURS 1 /* of the choices */

static const int validities[] = { 24, 48, 24 * 4, 24 * 7, 24 * 14 };

typedef struct
{
  EspSession *session; /* (owned) */
  EspReviewAct act;
  gint64 id;
  GtkWindow *window;
  EspFormFrame frame;
  GtkWidget *person;   /* (nullable) */
  GtkTextBuffer *text; /* (nullable) */
  GtkWidget *choice;   /* (nullable) of the place, or of the time */
  GPtrArray *places;   /* (owned) (nullable) of strings; the first one is NULL */
  gboolean needs_words;
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  g_object_unref (sheet->session);
  g_clear_pointer (&sheet->places, g_ptr_array_unref);
  g_free (sheet);
}

static char *
dup_text (const Sheet *sheet)
{
  GtkTextIter start, end;

  if (sheet->text == NULL)
    return NULL;
  gtk_text_buffer_get_bounds (sheet->text, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (sheet->text, &start, &end, FALSE));
}

static void
accept_cb (Sheet *sheet)
{
  g_autofree char *text = dup_text (sheet);
  guint selected =
    sheet->choice != NULL ? adw_combo_row_get_selected (ADW_COMBO_ROW (sheet->choice)) : 0;
  EspReviewOrder order = { .act = sheet->act, .id = sheet->id, .text = text };

  if (sheet->person != NULL)
    order.person = gtk_editable_get_text (GTK_EDITABLE (sheet->person));
  if (sheet->places != NULL && selected < sheet->places->len)
    order.place = sheet->places->pdata[selected];
  if (sheet->act == ESP_REVIEW_ACT_APPROVE && selected < G_N_ELEMENTS (validities))
    order.until_us = esp_clock_now_us (esp_session_get_clock (sheet->session)) +
                     validities[selected] * ESP_USEC_PER_HOUR;
  if (sheet->act == ESP_REVIEW_ACT_ASK && text != NULL && *text == '\0')
    order.text = NULL;
  esp_review_act (sheet->session, &order);
  gtk_window_close (sheet->window);
}

static void
check (Sheet *sheet)
{
  g_autofree char *text = dup_text (sheet);
  gboolean has_person =
    sheet->person == NULL || *gtk_editable_get_text (GTK_EDITABLE (sheet->person)) != '\0';

  gtk_widget_set_sensitive (sheet->frame.accept,
                            has_person && (!sheet->needs_words || (text != NULL && *text != '\0')));
}

static Sheet *
sheet_new (EspSession *session, EspReviewAct act, gint64 id, const char *title, const char *accept)
{
  Sheet *sheet = g_new0 (Sheet, 1);

  sheet->session = g_object_ref (session);
  sheet->act = act;
  sheet->id = id;
  sheet->window = esp_form_window_new ();
  g_object_set_data_full (G_OBJECT (sheet->window), "esp-sheet", sheet, sheet_free);
  sheet->frame = esp_form_frame_build (ADW_WINDOW (sheet->window), esp_session_get_window (session),
                                       title, accept);
  g_signal_connect_swapped (sheet->frame.accept, "clicked", G_CALLBACK (accept_cb), sheet);
  return sheet;
}

static void
add_about (Sheet *sheet, const char *about)
{
  GtkWidget *label = gtk_label_new (about);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (sheet->frame.box), label);
}

static void
add_person (Sheet *sheet, GtkWidget *list)
{
  sheet->person = esp_form_entry_row_new (_ ("Your name"), esp_review_get_person ());
  g_signal_connect_swapped (sheet->person, "changed", G_CALLBACK (check), sheet);
  gtk_list_box_append (GTK_LIST_BOX (list), sheet->person);
}

/* Several people may use one window: who writes says who they are. */
static void
add_person_below (Sheet *sheet)
{
  GtkWidget *list = esp_form_list_new (_ ("Who writes"));

  add_person (sheet, list);
  gtk_box_append (GTK_BOX (sheet->frame.box), list);
}

/* Enter writes a new line; Ctrl+Enter is done. */
static gboolean
done_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  Sheet *sheet = user_data;

  if (gtk_widget_get_sensitive (sheet->frame.accept))
    accept_cb (sheet);
  return TRUE;
}

static void
add_text (Sheet *sheet, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  sheet->text = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  g_object_set (view, "left-margin", 12, "right-margin", 12, "top-margin", 9, "bottom-margin", 9,
                NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                            "<Control>Return|<Control>KP_Enter"),
                                                          gtk_callback_action_new (done_cb, sheet,
                                                                                   NULL)));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (view, keys);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), TEXT_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_add_css_class (scroller, "card");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (sheet->frame.box), box);
  g_signal_connect_swapped (sheet->text, "changed", G_CALLBACK (check), sheet);
  gtk_window_set_focus (sheet->window, view);
}

/**
 * esp_review_sheet_ask:
 *
 * Asks others to look at a campaign.
 */
void
esp_review_sheet_ask (EspSession *session, gint64 campaign_id, const char *campaign)
{
  Sheet *sheet = sheet_new (session, ESP_REVIEW_ACT_ASK, campaign_id, campaign, _ ("_Ask"));
  GtkWidget *list = esp_form_list_new (_ ("Who asks"));

  add_about (sheet, _ ("While it is in review nobody can change the message, the audience or the "
                       "time. You can withdraw it at any moment."));
  add_person (sheet, list);
  gtk_box_append (GTK_BOX (sheet->frame.box), list);
  add_text (sheet, _ ("What should they know? (optional)"));
  gtk_window_present (sheet->window);
}

static void
add_validity (Sheet *sheet, GtkWidget *list)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (sheet->session));

  for (gsize i = 0; i < G_N_ELEMENTS (validities); i++)
    g_ptr_array_add (titles, esp_review_format_time (sheet->session,
                                                     now_us + validities[i] * ESP_USEC_PER_HOUR));
  g_ptr_array_add (titles, NULL);
  sheet->choice = esp_form_choice_row_new (_ ("It may leave until"),
                                           (const char *const *) titles->pdata, USUAL_HOURS);
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (sheet->choice), TRUE); /* a date is long */
  gtk_list_box_append (GTK_LIST_BOX (list), sheet->choice);
}

/**
 * esp_review_sheet_approve:
 *
 * Says what one says yes to, and until when.
 */
void
esp_review_sheet_approve (EspSession *session, const EspReviewDossier *dossier)
{
  const EspReview *review = dossier->review;
  g_autofree char *count = esp_format_count (review->n_receivers);
  g_autofree char *about = esp_particle_printf (
    ngettext ("“%s” goes to %s person, give or take a tenth. Whoever changes the message, "
              "the audience, the channel or the sender after this needs another approval.",
              "“%s” goes to %s people, give or take a tenth. Whoever changes the message, "
              "the audience, the channel or the sender after this needs another approval.",
              (gulong) review->n_receivers),
    review->campaign, count);
  Sheet *sheet =
    sheet_new (session, ESP_REVIEW_ACT_APPROVE, review->id, review->campaign, _ ("_Approve"));
  GtkWidget *list = esp_form_list_new (_ ("Approval"));

  add_about (sheet, about);
  add_validity (sheet, list);
  add_person (sheet, list);
  gtk_box_append (GTK_BOX (sheet->frame.box), list);
  gtk_window_set_focus (sheet->window, sheet->frame.accept);
  gtk_window_present (sheet->window);
}

/**
 * esp_review_sheet_changes:
 *
 * Gives it back with words.
 */
void
esp_review_sheet_changes (EspSession *session, const EspReviewDossier *dossier)
{
  const EspReview *review = dossier->review;
  Sheet *sheet = sheet_new (session, ESP_REVIEW_ACT_CHANGES, review->id, review->campaign,
                            _ ("_Request changes"));

  sheet->needs_words = review->n_open == 0;
  add_about (sheet,
             review->n_open == 0
               ? _ ("Say what is to be changed. Whoever made it can change it again then.")
               : _ ("The open comments go with it. Whoever made it can change it again then."));
  add_text (sheet, review->n_open == 0 ? _ ("What is to be changed?")
                                       : _ ("What is to be changed as well? (optional)"));
  add_person_below (sheet);
  check (sheet);
  gtk_window_present (sheet->window);
}

/**
 * esp_review_sheet_comment:
 *
 * Writes a comment on a place of the message.
 */
void
esp_review_sheet_comment (EspSession *session, const EspReviewDossier *dossier)
{
  const EspReview *review = dossier->review;
  Sheet *sheet =
    sheet_new (session, ESP_REVIEW_ACT_COMMENT, review->id, review->campaign, _ ("Co_mment"));
  GtkWidget *list = esp_form_list_new (_ ("Place of the comment"));
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);

  sheet->places = esp_review_list_places (dossier);
  g_ptr_array_insert (sheet->places, 0, NULL); /* the whole */
  for (guint i = 0; i < sheet->places->len; i++)
    g_ptr_array_add (titles, esp_review_place_title (sheet->places->pdata[i], dossier->doc));
  g_ptr_array_add (titles, NULL);
  sheet->choice = esp_form_choice_row_new (_ ("About"), (const char *const *) titles->pdata, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), sheet->choice);
  gtk_box_append (GTK_BOX (sheet->frame.box), list);
  sheet->needs_words = TRUE;
  add_text (sheet, _ ("Comment"));
  add_person_below (sheet);
  check (sheet);
  gtk_window_present (sheet->window);
}
