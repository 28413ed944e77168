/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows one person through a rehearsal: the path lights up, and every decision stands in a list. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-rehearsal-follow.h"

#include "engine/journey/esp-journey-path.h"
#include "views/journeys/esp-journey-canvas.h"
#include "views/journeys/esp-journey-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 640
#define HEIGHT 560
#define TIME_CHARS 21

typedef struct
{
  EspJourneyDesk *desk;
  const EspJourney *journey;
  GTimeZone *zone;
  GtkWidget *list;
  GStrvBuilder *ids; /* of the steps, in the order of the way */
} Follow;

static GtkWidget *
label_new (const char *text, gboolean is_dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (is_dim)
    gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static void
add_row (Follow *follow, gint64 at_us, const char *step, const char *decision)
{
  EspLang lang = esp_session_get_lang (esp_journey_desk_get_session (follow->desk));
  g_autofree char *at = esp_format_date (at_us, follow->zone, ESP_DATE_DAY_TIME, lang);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *time = label_new (at, TRUE);

  gtk_widget_add_css_class (time, "numeric");
  gtk_label_set_wrap (GTK_LABEL (time), FALSE);
  gtk_label_set_width_chars (GTK_LABEL (time), TIME_CHARS);
  gtk_widget_set_valign (time, GTK_ALIGN_START);
  gtk_widget_set_hexpand (words, TRUE);
  if (step != NULL)
    gtk_box_append (GTK_BOX (words), label_new (step, FALSE));
  gtk_box_append (GTK_BOX (words), label_new (decision, step != NULL));
  gtk_box_append (GTK_BOX (row), time);
  gtk_box_append (GTK_BOX (row), words);
  gtk_widget_set_margin_top (row, 8);
  gtk_widget_set_margin_bottom (row, 8);
  gtk_widget_set_margin_start (row, 12);
  gtk_widget_set_margin_end (row, 12);
  gtk_list_box_append (GTK_LIST_BOX (follow->list), row);
}

static void
add_passage (Follow *follow, const EspRehearsalPaths *paths, const EspRehearsalPassage *passage)
{
  const EspJourneyNames *names = esp_journey_desk_get_names (follow->desk);
  g_autoptr (GArray) marks = esp_journey_path_read (paths->bytes->data + passage->path_at,
                                                    passage->n_path, passage->entered_us);

  add_row (follow, passage->entered_us, NULL, _ ("Comes in"));
  for (guint i = 0; i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);
      const EspJourneyStep *step = esp_journey_get_step (follow->journey, mark->step);
      g_autofree char *sentence = esp_journey_words_sentence (follow->journey, step, names);
      g_autofree char *decision = esp_journey_words_outcome (mark, follow->journey, names);

      add_row (follow, mark->at_us, sentence, decision);
      g_strv_builder_add (follow->ids, step->id);
    }
  if (passage->status == ESP_STATE_INSIDE)
    {
      const EspJourneyStep *step = esp_journey_get_step (follow->journey, passage->step);
      g_autofree char *sentence = esp_journey_words_sentence (follow->journey, step, names);

      add_row (follow, passage->due_us != ESP_JOURNEY_NEVER ? passage->due_us : passage->entered_us,
               sentence,
               passage->due_us != ESP_JOURNEY_NEVER ? _ ("Is still here; goes on then")
                                                    : _ ("Is still here; nothing has come yet"));
      g_strv_builder_add (follow->ids, step->id);
    }
}

static void
present (Follow *follow, const char *name)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  EspSession *session = esp_journey_desk_get_session (follow->desk);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape,
                                                                                  0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header),
                                   adw_window_title_new (name, _ ("The way in this simulation")));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), follow->list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), name);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_transient_for (GTK_WINDOW (window), esp_session_get_window (session));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}

/**
 * esp_rehearsal_follow_show:
 * @name: of the person
 */
void
esp_rehearsal_follow_show (EspJourneyDesk *desk,
                           const EspRehearsal *rehearsal,
                           guint person,
                           const char *name)
{
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);
  g_autoptr (EspRehearsalPaths) paths = esp_rehearsal_follow (rehearsal, person);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) lit = NULL;
  Follow follow = { desk, world->journey, g_ptr_array_index (world->zone_list, 0),
                    gtk_list_box_new (), ids };

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (follow.list), GTK_SELECTION_NONE);
  for (guint i = 0; i < paths->passages->len; i++)
    add_passage (&follow, paths, &g_array_index (paths->passages, EspRehearsalPassage, i));
  if (paths->passages->len == 0)
    add_row (&follow, world->start_us, NULL, _ ("Never comes in during this time"));
  lit = g_strv_builder_end (ids);
  if (esp_journey_desk_get_canvas (desk) != NULL)
    esp_journey_canvas_set_path (ESP_JOURNEY_CANVAS (esp_journey_desk_get_canvas (desk)),
                                 (const char *const *) lit);
  present (&follow, name);
}
