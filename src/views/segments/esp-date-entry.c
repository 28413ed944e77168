/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry for a date with a calendar beside it. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-date-entry.h"

#include "engine/segment/esp-rule-time.h"
#include "views/segments/esp-condition-controls.h"

#include <glib/gi18n.h>
#include <string.h>

#define DATE_CHARS 10
#define HOUR_CHARS 16
#define DAY_FORMAT "%Y-%m-%d"

struct _EspDateEntry
{
  GtkWidget parent_instance;

  GtkWidget *entry;
  GtkWidget *button;
  GtkWidget *calendar; /* (nullable): made when it is opened first */
};

G_DEFINE_FINAL_TYPE (EspDateEntry, esp_date_entry, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Half a date is on its way; what cannot become one is marked. */
static void
show_validity (EspDateEntry *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (*text == '\0' || esp_rule_date_is_valid (text) || strlen (text) < DATE_CHARS)
    gtk_widget_remove_css_class (self->entry, "error");
  else
    gtk_widget_add_css_class (self->entry, "error");
}

static void
typed_cb (GtkEditable *editable, EspDateEntry *self)
{
  show_validity (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A time that was typed behind the day stays. */
static void
chosen_cb (GtkCalendar *calendar, EspDateEntry *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *date = g_date_time_format (day, DAY_FORMAT);
  const char *before = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *text =
    g_strconcat (date, esp_rule_date_is_valid (before) ? before + DATE_CHARS : "", NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  gtk_widget_grab_focus (self->entry);
}

static void
open_cb (GtkMenuButton *button, gpointer data)
{
  EspDateEntry *self = data;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GDateTime) day = NULL;
  int year, month, of_month;

  if (self->calendar == NULL)
    {
      GtkWidget *popover = gtk_popover_new ();

      self->calendar = gtk_calendar_new ();
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->calendar),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Calendar"), -1);
      gtk_popover_set_child (GTK_POPOVER (popover), self->calendar);
      gtk_menu_button_set_popover (button, popover);
    }
  g_signal_handlers_disconnect_by_func (self->calendar, chosen_cb, self);
  if (esp_rule_date_is_valid (text) && sscanf (text, "%d-%d-%d", &year, &month, &of_month) == 3)
    day = g_date_time_new_local (year, month, of_month, 12, 0, 0);
  if (day != NULL)
    gtk_calendar_select_day (GTK_CALENDAR (self->calendar), day);
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (chosen_cb), self, 0);
}

static void
esp_date_entry_dispose (GObject *object)
{
  EspDateEntry *self = ESP_DATE_ENTRY (object);

  g_clear_pointer (&self->entry, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_date_entry_parent_class)->dispose (object);
}

static gboolean
esp_date_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (ESP_DATE_ENTRY (widget)->entry);
}

static void
esp_date_entry_class_init (EspDateEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_date_entry_dispose;
  widget_class->grab_focus = esp_date_entry_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_DATE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
esp_date_entry_init (EspDateEntry *self)
{
  self->entry = gtk_entry_new ();
  self->button = gtk_menu_button_new ();
  esp_editable_give_up_undo (GTK_EDITABLE (self->entry));
  gtk_widget_add_css_class (GTK_WIDGET (self), "linked");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), DATE_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), DATE_CHARS);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), "2026-01-31");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "esp-calendar-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), open_cb, self, NULL);
  gtk_widget_set_tooltip_text (self->button, _ ("Choose a day"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose a day"), -1);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

/**
 * esp_date_entry_new:
 * @label: what the date is, for those who hear the screen
 * @text: (nullable)
 */
GtkWidget *
esp_date_entry_new (const char *label, const char *text)
{
  EspDateEntry *self = g_object_new (ESP_TYPE_DATE_ENTRY, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  gtk_widget_set_tooltip_text (self->entry, label);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  /* A day with its hour is read whole. */
  if (text != NULL && g_utf8_strlen (text, -1) > DATE_CHARS)
    {
      gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), HOUR_CHARS);
      gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), HOUR_CHARS);
    }
  show_validity (self);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (typed_cb), self, 0);
  return GTK_WIDGET (self);
}

/**
 * esp_date_entry_get_text:
 *
 * Returns: (transfer none): as it stands there, perhaps no date yet
 */
const char *
esp_date_entry_get_text (EspDateEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/**
 * esp_date_entry_set_text:
 * @text: (nullable)
 */
void
esp_date_entry_set_text (EspDateEntry *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
}
