/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the path of one lead through one journey, keeps it true while it goes on, and writes it as a file. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-trace-window.h"

#include "views/journeys/esp-journey-move-window.h"
#include "views/journeys/esp-journey-people-acts.h"
#include "views/journeys/esp-journey-trace-list.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define WIDTH 720
#define HEIGHT 640

struct _EspJourneyTraceWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  gint64 journey_id;
  guint32 lead_id;
  EspTraceLook *look; /* (owned) (nullable) what is shown */
  GtkWidget *title;
  GtkWidget *status;
  GtkWidget *content; /* a bin */
};

G_DEFINE_FINAL_TYPE (EspJourneyTraceWindow, esp_journey_trace_window, ADW_TYPE_WINDOW)

static void reload (EspJourneyTraceWindow *self);

static gboolean
is_inside (const EspJourneyTrace *trace)
{
  for (guint i = 0; i < trace->passages->len; i++)
    if (((const EspTracePassage *) g_ptr_array_index (trace->passages, i))->status ==
        ESP_STATE_INSIDE)
      return TRUE;
  return FALSE;
}

static void
show (EspJourneyTraceWindow *self)
{
  const EspJourneyTrace *trace = self->look->trace;

  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title),
                              trace->lead != NULL ? trace->lead : _ ("This lead is gone"));
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), trace->row->name);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trace.export", trace->passages->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trace.take-out", is_inside (trace));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trace.add",
                                 trace->lead != NULL && !is_inside (trace));
  if (trace->passages->len == 0)
    {
      esp_status_show_empty (ESP_STATUS (self->status), "esp-journey-symbolic",
                             _ ("Never was in this journey"),
                             _ ("No entry of the journey has let this lead in."));
      esp_status_set_buttons (ESP_STATUS (self->status), _ ("_Add to the journey"), "trace.add",
                              NULL, NULL);
      return;
    }
  adw_bin_set_child (ADW_BIN (self->content), esp_trace_list_new (self->session, self->look));
  esp_status_show_content (ESP_STATUS (self->status));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyTraceWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspTraceLook) look = esp_trace_look_load_finish (result, &error);

  if (self->status == NULL)
    return;
  esp_status_set_loading (ESP_STATUS (self->status), FALSE, NULL);
  if (look == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (ESP_STATUS (self->status), message, error->message);
      esp_status_set_buttons (ESP_STATUS (self->status), _ ("_Try again"), "trace.again", NULL,
                              NULL);
      return;
    }
  g_clear_pointer (&self->look, esp_trace_look_free);
  self->look = g_steal_pointer (&look);
  show (self);
}

static void
reload (EspJourneyTraceWindow *self)
{
  esp_trace_look_load_async (self->session, self->journey_id, self->lead_id, read_cb,
                             g_object_ref (self));
}

static void
again_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  reload (ESP_JOURNEY_TRACE_WINDOW (widget));
}

static void
export_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspJourneyTraceWindow *self = ESP_JOURNEY_TRACE_WINDOW (widget);

  if (self->look != NULL)
    esp_trace_look_export (self->session, GTK_WINDOW (self), self->look);
}

static void
journey_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspJourneyTraceWindow *self = ESP_JOURNEY_TRACE_WINDOW (widget);
  g_autofree char *address = g_strdup_printf ("journeys/%" G_GINT64_FORMAT, self->journey_id);

  esp_session_open (self->session, address);
  gtk_window_close (GTK_WINDOW (self));
}

static void
lead_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspJourneyTraceWindow *self = ESP_JOURNEY_TRACE_WINDOW (widget);
  g_autofree char *address = g_strdup_printf ("leads/%u", self->lead_id);

  esp_session_open (self->session, address);
  gtk_window_close (GTK_WINDOW (self));
}

static void
add_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspJourneyTraceWindow *self = ESP_JOURNEY_TRACE_WINDOW (widget);
  g_autoptr (EspBitmap) one = esp_bitmap_new ();

  esp_bitmap_add (one, self->lead_id);
  esp_journey_people_add (self->session, self->journey_id, one);
}

static void
take_out_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspJourneyTraceWindow *self = ESP_JOURNEY_TRACE_WINDOW (widget);

  esp_journey_people_take_out (self->session, GTK_WINDOW (self), self->journey_id, self->lead_id,
                               self->look != NULL ? self->look->trace->lead : "");
}

static void
move_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspJourneyTraceWindow *self = ESP_JOURNEY_TRACE_WINDOW (widget);

  esp_journey_move_present (self->session, GTK_WINDOW (self), self->journey_id, self->lead_id,
                            self->look != NULL ? self->look->trace->lead : "");
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspJourneyTraceWindow *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_PASSAGE | ESP_CHANGE_JOURNEY | ESP_CHANGE_LEDGER) ||
      esp_bitmap_contains (esp_changes_get_leads (changes), self->lead_id))
    reload (self);
}

static void
esp_journey_trace_window_dispose (GObject *object)
{
  EspJourneyTraceWindow *self = ESP_JOURNEY_TRACE_WINDOW (object);

  self->status = NULL;
  g_clear_pointer (&self->look, esp_trace_look_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_journey_trace_window_parent_class)->dispose (object);
}

static void
esp_journey_trace_window_class_init (EspJourneyTraceWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_journey_trace_window_dispose;
  gtk_widget_class_install_action (widget_class, "trace.again", NULL, again_cb);
  gtk_widget_class_install_action (widget_class, "trace.export", NULL, export_cb);
  gtk_widget_class_install_action (widget_class, "trace.journey", NULL, journey_cb);
  gtk_widget_class_install_action (widget_class, "trace.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "trace.move", NULL, move_cb);
  gtk_widget_class_install_action (widget_class, "trace.take-out", NULL, take_out_cb);
  gtk_widget_class_install_action (widget_class, "trace.lead", NULL, lead_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "trace.export", NULL);
}

static void
esp_journey_trace_window_init (EspJourneyTraceWindow *self)
{
}

static GtkWidget *
build_header (EspJourneyTraceWindow *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *export = gtk_button_new_with_mnemonic (_ ("_Export…"));
  GtkWidget *open = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  self->title = adw_window_title_new ("", "");
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), self->title);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (export), "trace.export");
  gtk_widget_set_tooltip_text (export, _ ("Write the whole path as a text file"));
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), export);
  g_menu_append (menu, _ ("Open the journey"), "trace.journey");
  g_menu_append (menu, _ ("Open the lead"), "trace.lead");
  g_menu_append (menu, _ ("Add to the journey"), "trace.add");
  g_menu_append (menu, _ ("Move to another step…"), "trace.move");
  g_menu_append (menu, _ ("Take out of the journey…"), "trace.take-out");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (open), "esp-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (open), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (open, _ ("More"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (open), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("More"),
                                  -1);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), open);
  return bar;
}

static void
build (EspJourneyTraceWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->content = adw_bin_new ();
  gtk_widget_set_margin_top (self->content, 18);
  gtk_widget_set_margin_bottom (self->content, 24);
  gtk_widget_set_margin_start (self->content, 12);
  gtk_widget_set_margin_end (self->content, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->content);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  self->status = esp_status_new (scroller);
  gtk_widget_set_vexpand (self->status, TRUE);
  gtk_box_append (GTK_BOX (box), build_header (self));
  gtk_box_append (GTK_BOX (box), self->status);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
}

/**
 * esp_journey_trace_window_present:
 *
 * Shows what a journey decided about a lead.
 */
void
esp_journey_trace_window_present (EspSession *session, gint64 journey_id, guint32 lead_id)
{
  EspJourneyTraceWindow *self = g_object_new (ESP_TYPE_JOURNEY_TRACE_WINDOW, NULL);

  self->session = g_object_ref (session);
  self->journey_id = journey_id;
  self->lead_id = lead_id;
  build (self);
  gtk_window_set_transient_for (GTK_WINDOW (self), esp_session_get_window (session));
  gtk_window_set_title (GTK_WINDOW (self), _ ("Path through the journey"));
  esp_status_set_loading (ESP_STATUS (self->status), TRUE, NULL);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  reload (self);
  gtk_window_present (GTK_WINDOW (self));
}
