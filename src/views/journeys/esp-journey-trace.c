/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds a lead in the journey of the desk: a bar over the picture says where it is and what comes next, and its
 * path is lit. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-trace.h"

#include "views/journeys/esp-journey-canvas.h"
#include "views/journeys/esp-journey-trace-list.h"
#include "views/journeys/esp-journey-trace-window.h"
#include "views/leads/esp-lead-finder.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define BAR_KEY "esp-journey-trace-bar"
#define FINDER_WIDTH 320

/* The bar while it is shown. */
typedef struct
{
  EspJourneyDesk *desk; /* (unowned) holds the bar while it is shown */
  EspStore *store;      /* (owned) */
  guint32 lead_id;
  guint passage;      /* the one that is lit */
  EspTraceLook *look; /* (owned) (nullable) */
  GtkWidget *box;
  GtkWidget *finder_button;
  GtkWidget *next;
  GtkWidget *passages; /* a drop-down, when there are several */
  GtkWidget *path;     /* what needs a path */
  gulong changed_id;
} Bar;

static void reload (Bar *bar);

static void
bar_free (gpointer data)
{
  Bar *bar = data;

  g_clear_signal_handler (&bar->changed_id, bar->store);
  g_clear_object (&bar->store);
  g_clear_pointer (&bar->look, esp_trace_look_free);
  g_free (bar);
}

static void
set_path (EspJourneyDesk *desk, const char *const *ids)
{
  GtkWidget *canvas = esp_journey_desk_get_canvas (desk);

  if (canvas != NULL && ESP_IS_JOURNEY_CANVAS (canvas))
    esp_journey_canvas_set_path (ESP_JOURNEY_CANVAS (canvas), ids);
}

static void
light (Bar *bar)
{
  g_auto (GStrv) ids = NULL;

  if (bar->look != NULL && bar->passage < bar->look->trace->passages->len)
    ids = esp_journey_trace_dup_path (bar->look->trace, bar->passage);
  set_path (bar->desk, (const char *const *) ids);
  if (ids != NULL && ids[0] != NULL)
    esp_journey_desk_go_to (bar->desk, ids[g_strv_length (ids) - 1]);
}

static void
show_passage (Bar *bar)
{
  const EspTraceSpeaker speaker = { esp_journey_desk_get_session (bar->desk), bar->look->names };
  const EspTracePassage *passage = g_ptr_array_index (bar->look->trace->passages, bar->passage);
  g_autofree char *text = NULL;

  if (passage->next.kind == ESP_NEXT_LEFT)
    text = esp_trace_words_passage (&speaker, bar->look->trace, passage);
  else
    text = esp_trace_words_next (&speaker, &passage->next);
  gtk_label_set_text (GTK_LABEL (bar->next), text);
  /* The version through which the person went, as it was. */
  if (esp_journey_desk_get_shown_version (bar->desk) != passage->version)
    esp_journey_desk_set_shown_version (bar->desk, passage->version);
  light (bar);
  esp_session_announce (speaker.session, text, FALSE);
}

static void
fill_passages (Bar *bar)
{
  const EspTraceSpeaker speaker = { esp_journey_desk_get_session (bar->desk), bar->look->names };
  const GPtrArray *passages = bar->look->trace->passages;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = passages->len; i > 0; i--)
    {
      g_autofree char *text =
        esp_trace_words_passage (&speaker, bar->look->trace, g_ptr_array_index (passages, i - 1));

      gtk_string_list_append (list, text);
    }
  g_object_set (bar->passages, "model", list, NULL);
  gtk_widget_set_visible (bar->passages, passages->len > 1);
}

static void
show (Bar *bar)
{
  const EspJourneyTrace *trace = bar->look->trace;

  gtk_menu_button_set_label (GTK_MENU_BUTTON (bar->finder_button),
                             trace->lead != NULL ? trace->lead : _ ("This lead is gone"));
  gtk_widget_set_visible (bar->path, TRUE);
  fill_passages (bar);
  if (trace->passages->len == 0)
    {
      set_path (bar->desk, NULL);
      gtk_label_set_text (GTK_LABEL (bar->next), _ ("Never was in this journey"));
      return;
    }
  bar->passage = trace->passages->len - 1;
  show_passage (bar);
}

/* What a read that is under way may still need. */
typedef struct
{
  GtkWidget *box; /* (owned) its data go with the bar */
  guint32 lead_id;
} Read;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Read *read = user_data;
  Bar *bar = g_object_get_data (G_OBJECT (read->box), BAR_KEY);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspTraceLook) look = esp_trace_look_load_finish (result, &error);

  if (bar != NULL && gtk_widget_get_parent (bar->box) != NULL && bar->lead_id == read->lead_id)
    {
      if (look != NULL)
        {
          g_clear_pointer (&bar->look, esp_trace_look_free);
          bar->look = g_steal_pointer (&look);
          show (bar);
        }
      else
        {
          g_autofree char *message = esp_store_message (error);

          gtk_label_set_text (GTK_LABEL (bar->next), message);
        }
    }
  g_object_unref (read->box);
  g_free (read);
}

static void
reload (Bar *bar)
{
  Read *read = g_new0 (Read, 1);

  read->box = g_object_ref (bar->box);
  read->lead_id = bar->lead_id;
  esp_trace_look_load_async (esp_journey_desk_get_session (bar->desk),
                             esp_journey_desk_get_id (bar->desk), bar->lead_id, read_cb, read);
}

static void
changed_cb (EspStore *store, EspChanges *changes, gpointer user_data)
{
  Bar *bar = user_data;

  if (bar->lead_id != 0 && gtk_widget_get_parent (bar->box) != NULL &&
      esp_changes_has (changes, ESP_CHANGE_PASSAGE))
    reload (bar);
}

static void
chosen_cb (EspLeadFinder *finder, guint lead_id, const char *title, gpointer user_data)
{
  Bar *bar = user_data;

  gtk_menu_button_popdown (GTK_MENU_BUTTON (bar->finder_button));
  bar->lead_id = lead_id;
  reload (bar);
}

static void
passage_cb (GtkDropDown *choice, GParamSpec *pspec, gpointer user_data)
{
  Bar *bar = user_data;
  guint chosen = gtk_drop_down_get_selected (choice);
  guint n = bar->look != NULL ? bar->look->trace->passages->len : 0;

  if (chosen >= n || bar->passage == n - 1 - chosen)
    return;
  bar->passage = n - 1 - chosen; /* the newest stands first */
  show_passage (bar);
}

static void
decisions_cb (GtkButton *button, gpointer user_data)
{
  Bar *bar = user_data;

  esp_journey_trace_window_present (esp_journey_desk_get_session (bar->desk),
                                    esp_journey_desk_get_id (bar->desk), bar->lead_id);
}

static void
export_cb (GtkButton *button, gpointer user_data)
{
  Bar *bar = user_data;
  EspSession *session = esp_journey_desk_get_session (bar->desk);

  if (bar->look != NULL)
    esp_trace_look_export (session, esp_session_get_window (session), bar->look);
}

static void
lead_cb (GtkButton *button, gpointer user_data)
{
  Bar *bar = user_data;
  g_autofree char *address = g_strdup_printf ("leads/%u", bar->lead_id);

  esp_session_open (esp_journey_desk_get_session (bar->desk), address);
}

static void
close_cb (GtkButton *button, gpointer user_data)
{
  Bar *bar = user_data;
  EspJourneyDesk *desk = bar->desk;

  set_path (desk, NULL);
  esp_journey_desk_set_shown_version (desk, 0);
  esp_journey_desk_set_bar (desk, NULL);
}

static GtkWidget *
button_new (const char *label, const char *tooltip, GCallback callback, Bar *bar)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect (button, "clicked", callback, bar);
  return button;
}

static GtkWidget *
finder_new (Bar *bar)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *finder = esp_lead_finder_new (esp_journey_desk_get_session (bar->desk));

  gtk_widget_set_size_request (finder, FINDER_WIDTH, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), finder);
  g_signal_connect (finder, "chosen", G_CALLBACK (chosen_cb), bar);
  return popover;
}

static void
build_path (Bar *bar)
{
  bar->path = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  bar->passages = gtk_drop_down_new (NULL, NULL);
  gtk_widget_set_visible (bar->passages, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar->passages), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("journey trace", "Which passage"), -1);
  g_signal_connect (bar->passages, "notify::selected", G_CALLBACK (passage_cb), bar);
  gtk_box_append (GTK_BOX (bar->path), bar->passages);
  gtk_box_append (GTK_BOX (bar->path),
                  button_new (C_ ("journey trace", "_Decisions"),
                              _ ("Every decision with its time, version and reason"),
                              G_CALLBACK (decisions_cb), bar));
  gtk_box_append (GTK_BOX (bar->path),
                  button_new (_ ("_Export…"), _ ("Write the whole path as a text file"),
                              G_CALLBACK (export_cb), bar));
  gtk_box_append (GTK_BOX (bar->path), button_new (C_ ("journey trace", "_Lead"),
                                                   _ ("Open the lead"), G_CALLBACK (lead_cb), bar));
  gtk_widget_set_visible (bar->path, FALSE);
}

static Bar *
bar_new (EspJourneyDesk *desk)
{
  Bar *bar = g_new0 (Bar, 1);
  GtkWidget *close = gtk_button_new_from_icon_name ("esp-close-symbolic");

  bar->desk = desk;
  bar->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (bar->box, "toolbar");
  g_object_set_data_full (G_OBJECT (bar->box), BAR_KEY, bar, bar_free);
  bar->finder_button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (bar->finder_button), _ ("Find a lead…"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (bar->finder_button), finder_new (bar));
  gtk_box_append (GTK_BOX (bar->box), bar->finder_button);
  bar->next = gtk_label_new (_ ("Shows the path of one lead through this journey"));
  gtk_label_set_xalign (GTK_LABEL (bar->next), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (bar->next), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (bar->next), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (bar->next, TRUE);
  gtk_box_append (GTK_BOX (bar->box), bar->next);
  build_path (bar);
  gtk_box_append (GTK_BOX (bar->box), bar->path);
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_set_tooltip_text (close, _ ("Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Close"), -1);
  g_signal_connect (close, "clicked", G_CALLBACK (close_cb), bar);
  gtk_box_append (GTK_BOX (bar->box), close);
  bar->store = g_object_ref (esp_session_get_store (esp_journey_desk_get_session (desk)));
  bar->changed_id = g_signal_connect (bar->store, "changed", G_CALLBACK (changed_cb), bar);
  return bar;
}

/**
 * esp_journey_trace_show:
 * @lead_id: 0: asks for one
 *
 * Puts the bar over the picture, and the path of a lead into it.
 */
void
esp_journey_trace_show (EspJourneyDesk *desk, guint32 lead_id)
{
  Bar *bar = bar_new (desk);

  esp_journey_desk_set_bar (desk, bar->box);
  bar->lead_id = lead_id;
  if (lead_id != 0)
    reload (bar);
  else
    gtk_menu_button_popup (GTK_MENU_BUTTON (bar->finder_button));
}

static void
find_lead_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_trace_show (user_data, 0);
}

/**
 * esp_journey_trace_add_actions:
 *
 * Gives a desk the act “Find a lead in this journey”.
 */
void
esp_journey_trace_add_actions (EspJourneyDesk *desk, GSimpleActionGroup *group)
{
  static const GActionEntry entries[] = { { .name = "find-lead", .activate = find_lead_act } };

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), desk);
}
