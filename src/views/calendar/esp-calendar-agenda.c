/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan as a list of days with what is on them. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-agenda.h"

#include "views/calendar/esp-calendar-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-row-lines.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 860
#define MAX_ROWS 1000
#define KEY "esp-plan-key"
#define HEADING "esp-plan-day"

struct _EspCalendarAgenda
{
  GtkWidget parent_instance;

  EspSession *session; /* outlives the list */
  EspCalendarAgendaFunc open;
  gpointer data;
  GtkWidget *scroller;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (EspCalendarAgenda, esp_calendar_agenda, GTK_TYPE_WIDGET)

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, EspCalendarAgenda *self)
{
  const char *key = g_object_get_data (G_OBJECT (row), KEY);

  if (key != NULL)
    self->open (self->data, key);
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *day = g_object_get_data (G_OBJECT (row), HEADING);
  const char *last = before != NULL ? g_object_get_data (G_OBJECT (before), HEADING) : NULL;
  GtkWidget *label;

  if (g_strcmp0 (day, last) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (day);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_margin_top (label, before != NULL ? 18 : 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_margin_start (label, 12);
  gtk_list_box_row_set_header (row, label);
}

static GtkWidget *
make_row (EspCalendarAgenda *self,
          const EspPlan *plan,
          const EspPlanEntry *entry,
          const GPtrArray *conflicts)
{
  EspLang lang = esp_session_get_lang (self->session);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = esp_calendar_title_words (entry, lang);
  g_autofree char *words = esp_calendar_entry_words (entry, conflicts, plan->zone, lang);
  g_autofree char *day =
    esp_format_date (MAX (entry->from_us, plan->from_us), plan->zone, ESP_DATE_DAY, lang);
  g_autoptr (GString) subtitle = g_string_new (esp_calendar_type_words (entry));

  if (*esp_calendar_state_words (entry) != '\0')
    g_string_append_printf (subtitle, " · %s", esp_calendar_state_words (entry));
  if (entry->n_people >= 0)
    {
      g_autofree char *n = esp_format_count (entry->n_people);

      g_string_append (subtitle, " · ");
      g_string_append_printf (subtitle,
                              ngettext ("%s person", "%s people", (gulong) entry->n_people), n);
    }
  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      g_autofree char *sentence =
        esp_calendar_conflict_words (conflicts->pdata[i], plan->zone, lang);

      g_string_append_printf (subtitle, "\n⚠ %s", sentence);
    }
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle->str);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), esp_icon_new (esp_calendar_icon (entry)));
  if (!entry->is_all_day)
    {
      g_autofree char *time = esp_format_date (entry->from_us, plan->zone, ESP_DATE_TIME, lang);
      GtkWidget *label = gtk_label_new (time);

      gtk_widget_add_css_class (label, "numeric");
      gtk_widget_add_css_class (label, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (row), KEY, g_strdup (entry->key), g_free);
  g_object_set_data_full (G_OBJECT (row), HEADING, g_steal_pointer (&day), g_free);
  return row;
}

/**
 * esp_calendar_agenda_set_plan:
 * @entries: (element-type EspPlanEntry): those that are to be seen
 * @conflicts: (nullable): key to array of conflicts
 */
void
esp_calendar_agenda_set_plan (EspCalendarAgenda *self,
                              const EspPlan *plan,
                              const GPtrArray *entries,
                              GHashTable *conflicts)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < entries->len && i < MAX_ROWS; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (entries, i);

      gtk_list_box_append (GTK_LIST_BOX (self->list),
                           make_row (self, plan, entry,
                                     conflicts != NULL ? g_hash_table_lookup (conflicts, entry->key)
                                                       : NULL));
    }
}

/**
 * esp_calendar_agenda_get_selected:
 *
 * Returns: (nullable): the key of the row that has the focus
 */
const char *
esp_calendar_agenda_get_selected (EspCalendarAgenda *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (self->list);

  return row != NULL ? g_object_get_data (G_OBJECT (row), KEY) : NULL;
}

static void
esp_calendar_agenda_dispose (GObject *object)
{
  g_clear_pointer (&ESP_CALENDAR_AGENDA (object)->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_calendar_agenda_parent_class)->dispose (object);
}

static void
esp_calendar_agenda_class_init (EspCalendarAgendaClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_calendar_agenda_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_calendar_agenda_init (EspCalendarAgenda *self)
{
  GtkWidget *clamp = adw_clamp_new ();

  self->list = esp_form_list_new (_ ("Agenda"));
  gtk_widget_remove_css_class (self->list, "boxed-list");
  gtk_widget_add_css_class (self->list, "esp-agenda");
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_margin_bottom (self->list, 18);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), header_cb, NULL, NULL);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->list);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/**
 * esp_calendar_agenda_new:
 * @data: of @open; outlives the list
 */
GtkWidget *
esp_calendar_agenda_new (EspSession *session, EspCalendarAgendaFunc open, gpointer data)
{
  EspCalendarAgenda *self = g_object_new (ESP_TYPE_CALENDAR_AGENDA, NULL);

  self->session = session;
  self->open = open;
  self->data = data;
  return GTK_WIDGET (self);
}
