/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row above the calendar: in which way, which period, what is shown. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-screen-private.h"

#include "views/shell/esp-choice.h"

#include <glib/gi18n.h>

static const char *const titles[ESP_N_CALENDAR_PAGES] = {
  NC_ ("calendar", "Month"),
  NC_ ("calendar", "Week"),
  NC_ ("calendar", "Timeline"),
  NC_ ("calendar", "Agenda"),
};

static GtkWidget *
make_pages (EspCalendarScreen *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  for (guint i = 0; i < ESP_N_CALENDAR_PAGES; i++)
    {
      self->buttons[i] =
        gtk_toggle_button_new_with_label (g_dpgettext2 (NULL, "calendar", titles[i]));
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->buttons[i]),
                                     GTK_TOGGLE_BUTTON (self->buttons[0]));
      gtk_box_append (GTK_BOX (box), self->buttons[i]);
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[0]), TRUE);
  for (guint i = 0; i < ESP_N_CALENDAR_PAGES; i++)
    g_signal_connect_object (self->buttons[i], "toggled",
                             G_CALLBACK (esp_calendar_screen_page_toggled), self, 0);
  return box;
}

static GtkWidget *
make_icon_button (const char *icon, const char *name, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
make_choice (EspCalendarScreen *self, const char *const *names, const char *label)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (names);

  esp_choice_speak (choice);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (choice)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (esp_calendar_screen_show), self,
                           G_CONNECT_SWAPPED);
  return choice;
}

/**
 * esp_calendar_screen_make_head:
 *
 * Returns: (transfer floating)
 */
GtkWidget *
esp_calendar_screen_make_head (EspCalendarScreen *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *today = gtk_button_new_with_label (C_ ("calendar", "Today"));
  const char *const shows[] = { _ ("Everything"),    _ ("Sends"), _ ("Drafts"),
                                _ ("Conflicts"),     _ ("Email"), _ ("Texts and chats"),
                                _ ("All but sends"), NULL };
  const char *const groups[] = { _ ("By campaign"), _ ("By channel"),  _ ("By owner"),
                                 _ ("By state"),    _ ("By audience"), NULL };

  gtk_actionable_set_action_name (GTK_ACTIONABLE (today), "screen.today");
  gtk_box_append (GTK_BOX (head), make_pages (self));
  gtk_box_append (GTK_BOX (head),
                  make_icon_button ("esp-chevron-left-symbolic", _ ("Earlier"), "screen.earlier"));
  gtk_box_append (GTK_BOX (head), today);
  gtk_box_append (GTK_BOX (head),
                  make_icon_button ("esp-chevron-right-symbolic", _ ("Later"), "screen.later"));
  self->title = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_box_append (GTK_BOX (head), self->title);
  self->group = make_choice (self, groups, _ ("Lanes"));
  self->filter = make_choice (self, shows, _ ("What is shown"));
  gtk_widget_set_visible (self->group, FALSE);
  gtk_box_append (GTK_BOX (head), self->filter);
  gtk_widget_set_margin_top (head, 6);
  gtk_widget_set_margin_bottom (head, 6);
  gtk_widget_set_margin_start (head, 12);
  gtk_widget_set_margin_end (head, 12);
  return head;
}
