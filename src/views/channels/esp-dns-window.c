/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window about what the names of an email channel publish. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-dns-window.h"

#include "views/channels/esp-channel-words.h"
#include "views/channels/esp-dns-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 620
#define HEIGHT 640
#define MARGIN 18

static GtkWidget *
make_header (const EspChannelRecord *record)
{
  GtkWidget *header = adw_header_bar_new ();

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header),
                                   adw_window_title_new (_ ("Names in the DNS"),
                                                         esp_channel_display_name (record)));
  return header;
}

static void
close_with_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcut *escape = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                          gtk_named_action_new ("window.close"));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), escape);
  gtk_widget_add_controller (window, keys);
}

/**
 * esp_dns_window_new:
 * @record: an email channel
 *
 * Returns: (transfer full): the window, to be presented: what was found last, and a way to look again
 */
GtkWidget *
esp_dns_window_new (EspSession *session, const EspChannelRecord *record)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = esp_dns_view_new (session, record->id);

  gtk_widget_set_valign (view, GTK_ALIGN_START);
  gtk_widget_set_margin_top (view, MARGIN);
  gtk_widget_set_margin_bottom (view, MARGIN);
  gtk_widget_set_margin_start (view, MARGIN);
  gtk_widget_set_margin_end (view, MARGIN);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), make_header (record));
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);
  close_with_escape (window);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Names in the DNS"));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), esp_session_get_window (session));
  return window;
}
