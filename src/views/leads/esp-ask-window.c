/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks about one send from its campaign: finds the person, then says why they got it, or not. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-ask-window.h"

#include "views/leads/esp-ask-answer.h"
#include "views/leads/esp-lead-finder.h"

#include <glib/gi18n.h>

#define WIDTH 560
#define HEIGHT 560

struct _EspAskWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  gint64 send_id;
  guint lead_id;     /* 0: nobody yet */
  GtkWidget *person; /* a button that opens the lead's page */
  EspAskAnswer *answer;
};

G_DEFINE_FINAL_TYPE (EspAskWindow, esp_ask_window, ADW_TYPE_WINDOW)

static void
chosen_cb (EspLeadFinder *finder, guint lead_id, const char *title, EspAskWindow *self)
{
  self->lead_id = lead_id;
  gtk_button_set_label (GTK_BUTTON (self->person), title);
  gtk_widget_set_visible (self->person, TRUE);
  esp_ask_answer_ask (self->answer, self->send_id, lead_id);
}

static void
open_cb (EspAskWindow *self)
{
  g_autofree char *address = g_strdup_printf ("leads/%u", self->lead_id);

  esp_session_open (self->session, address);
  gtk_window_close (GTK_WINDOW (self));
}

static void
esp_ask_window_dispose (GObject *object)
{
  g_clear_object (&ESP_ASK_WINDOW (object)->session);
  G_OBJECT_CLASS (esp_ask_window_parent_class)->dispose (object);
}

static void
esp_ask_window_class_init (EspAskWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_ask_window_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
esp_ask_window_init (EspAskWindow *self)
{
}

static GtkWidget *
content_new (EspAskWindow *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *finder = esp_lead_finder_new (self->session);

  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  self->person = gtk_button_new ();
  gtk_widget_add_css_class (self->person, "flat");
  gtk_widget_set_halign (self->person, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (self->person, _ ("Open the lead's page"));
  gtk_widget_set_visible (self->person, FALSE);
  g_signal_connect_object (self->person, "clicked", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  self->answer = ESP_ASK_ANSWER (esp_ask_answer_new (self->session));
  g_signal_connect_object (finder, "chosen", G_CALLBACK (chosen_cb), self, 0);
  gtk_box_append (GTK_BOX (box), finder);
  gtk_box_append (GTK_BOX (box), self->person);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->answer));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

/**
 * esp_ask_window_present:
 * @send_id: what is asked about
 * @campaign: its campaign's name
 *
 * Opens a window that finds a person and says why they got the send, or not, or what would happen now.
 */
void
esp_ask_window_present (EspSession *session, gint64 send_id, const char *campaign)
{
  EspAskWindow *self = g_object_new (ESP_TYPE_ASK_WINDOW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  const char *title = _ ("Why did, or didn't, somebody get it?");

  self->session = g_object_ref (session);
  self->send_id = send_id;
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (title, campaign));
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), content_new (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (self), esp_session_get_window (session));
  gtk_window_present (GTK_WINDOW (self));
}
