/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the bar of a simulation together. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-rehearsal-bar-build.h"

#include "views/chart/esp-chart-view.h"
#include "views/journeys/esp-rehearsal-assume.h"
#include "views/journeys/esp-rehearsal-setup.h"
#include "views/leads/esp-lead-finder.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>

#define FINDER_WIDTH 320
#define CHART_HEIGHT 240
#define CHART_WIDTH 520

static GtkWidget *
button_new (const char *label, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  return button;
}

static GtkWidget *
icon_button_new (const char *icon, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  return button;
}

static GtkWidget *
menu_button_new (const char *label, const char *tooltip, GtkWidget *content)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();

  gtk_widget_set_margin_top (content, 6);
  gtk_widget_set_margin_bottom (content, 6);
  gtk_widget_set_margin_start (content, 6);
  gtk_widget_set_margin_end (content, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), content);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_use_underline (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, tooltip);
  return button;
}

static GtkWidget *
line_new (GtkWidget *parent, const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  gtk_widget_add_css_class (label, css);
  gtk_widget_set_visible (label, FALSE);
  gtk_box_append (GTK_BOX (parent), label);
  return label;
}

static void
build_top (EspRehearsalParts *self, EspJourneyDesk *desk)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *buttons = esp_wrap_box_new ();

  self->setup = esp_rehearsal_setup_new (esp_journey_desk_get_session (desk));
  self->assume = esp_rehearsal_assume_new (desk);
  self->who = menu_button_new ("", _ ("Who takes part, and when"), self->setup);
  gtk_menu_button_set_use_underline (GTK_MENU_BUTTON (self->who), FALSE);
  self->run = button_new (_ ("_Simulate"), _ ("Lead people through ahead of time (F5)"));
  gtk_widget_add_css_class (self->run, "suggested-action");
  self->compare =
    button_new (_ ("_Compare with Live"), _ ("Lead the same people through the published version"));
  esp_wrap_box_append (ESP_WRAP_BOX (buttons), self->who);
  esp_wrap_box_append (ESP_WRAP_BOX (buttons),
                       menu_button_new (_ ("_Assume"), _ ("What people are assumed to do"),
                                        self->assume));
  esp_wrap_box_append (ESP_WRAP_BOX (buttons), self->run);
  esp_wrap_box_append (ESP_WRAP_BOX (buttons), self->compare);
  gtk_widget_set_hexpand (buttons, TRUE);
  gtk_box_append (GTK_BOX (row), buttons);
  self->close = icon_button_new ("esp-close-symbolic", _ ("Close the simulation"));
  gtk_widget_set_valign (self->close, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), self->close);
  gtk_box_append (GTK_BOX (self->box), row);
}

static void
build_running (EspRehearsalParts *self)
{
  self->running = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_hexpand (self->progress, TRUE);
  gtk_widget_set_valign (self->progress, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Simulating"), -1);
  self->cancel = button_new (_ ("_Cancel"), NULL);
  gtk_box_append (GTK_BOX (self->running), gtk_label_new (_ ("Simulating…")));
  gtk_box_append (GTK_BOX (self->running), self->progress);
  gtk_box_append (GTK_BOX (self->running), self->cancel);
  gtk_widget_set_visible (self->running, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->running);
  self->error = line_new (self->box, "warning");
}

static void
build_slider (EspRehearsalParts *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->play = icon_button_new ("esp-play-symbolic", _ ("Play (Space)"));
  self->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 1);
  gtk_scale_set_draw_value (GTK_SCALE (self->scale), FALSE);
  gtk_widget_set_hexpand (self->scale, TRUE);
  gtk_widget_set_tooltip_text (self->scale, _ ("Left and right: something happens. Page keys: a "
                                               "day. Space: play"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Time of the simulation"), -1);
  self->moment = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->moment, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (self->moment), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (self->moment), 26);
  gtk_label_set_xalign (GTK_LABEL (self->moment), 1.0f);
  gtk_box_append (GTK_BOX (row), self->play);
  gtk_box_append (GTK_BOX (row), self->scale);
  gtk_box_append (GTK_BOX (row), self->moment);
  gtk_box_append (GTK_BOX (self->result), row);
}

static GtkWidget *
chart_new (EspRehearsalParts *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->chart = esp_chart_view_new ();
  gtk_widget_set_size_request (self->chart, CHART_WIDTH, CHART_HEIGHT);
  gtk_widget_set_vexpand (self->chart, TRUE);
  self->days = gtk_check_button_new_with_mnemonic (_ ("By _day"));
  gtk_box_append (GTK_BOX (box), self->chart);
  gtk_box_append (GTK_BOX (box), self->days);
  return box;
}

static void
build_buttons (EspRehearsalParts *self, EspJourneyDesk *desk)
{
  GtkWidget *row = esp_wrap_box_new ();

  self->step = button_new (_ ("S_tep"), _ ("To the next moment at which something is decided"));
  self->next_send =
    button_new (_ ("To _Next Send"), _ ("To the next hour in which messages go out"));
  self->finder = esp_lead_finder_new (esp_journey_desk_get_session (desk));
  gtk_widget_set_size_request (self->finder, FINDER_WIDTH, -1);
  self->follow =
    menu_button_new (_ ("_Follow One Lead"), _ ("Every decision about one lead"), self->finder);
  esp_wrap_box_append (ESP_WRAP_BOX (row), self->step);
  esp_wrap_box_append (ESP_WRAP_BOX (row), self->next_send);
  esp_wrap_box_append (ESP_WRAP_BOX (row), self->follow);
  esp_wrap_box_append (ESP_WRAP_BOX (row),
                       menu_button_new (_ ("_Messages over Time"),
                                        _ ("How many go out in each hour or day"),
                                        chart_new (self)));
  gtk_box_append (GTK_BOX (self->result), row);
}

static void
build_result (EspRehearsalParts *self, EspJourneyDesk *desk)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->result = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_visible (self->result, FALSE);
  build_slider (self);
  self->sends = line_new (lines, "heading");
  self->people = line_new (lines, "body");
  self->held = line_new (lines, "dim-label");
  self->collisions = line_new (lines, "warning");
  self->compared = line_new (lines, "body");
  gtk_box_append (GTK_BOX (self->result), lines);
  build_buttons (self, desk);
  gtk_box_append (GTK_BOX (self->box), self->result);
}

/**
 * esp_rehearsal_parts_build:
 */
void
esp_rehearsal_parts_build (EspRehearsalParts *self, EspJourneyDesk *desk)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->box, "esp-desk-bar");
  build_top (self, desk);
  build_running (self);
  build_result (self, desk);
}
