/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks how much a channel may be given: in a minute, an hour, a day, and while it is warmed up. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-limits.h"

#include "base/esp-clock.h"
#include "channels/esp-channel-kinds.h"
#include "views/channels/esp-channel-facts.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_RATE 100000
#define MAX_LIMIT 100000000

struct _EspChannelLimits
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  gint64 channel_id;
  char *name; /* (owned) of the channel */
  EspFormFrame frame;
  GtkWidget *per_minute;
  GtkWidget *per_hour;
  GtkWidget *per_day;
  GtkWidget *plan;
  GtkWidget *from;
};

G_DEFINE_FINAL_TYPE (EspChannelLimits, esp_channel_limits, ADW_TYPE_WINDOW)

/* What travels to the writer's thread. */
typedef struct
{
  gint64 channel_id;
  guint per_minute;
  EspSendLimits limits;
} Save;

static guint
get_number (GtkWidget *row)
{
  return (guint) gtk_spin_button_get_value_as_int (esp_form_row_get_spin (row));
}

static gboolean
read_day (EspChannelLimits *self, guint32 *out_julian)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->from))));
  g_autofree char *noon = g_strconcat (text, "T12:00:00", NULL);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time =
    strlen (text) == 10 ? g_date_time_new_from_iso8601 (noon, utc) : NULL;

  if (time == NULL)
    return FALSE;
  *out_julian = esp_send_limits_day_of (g_date_time_to_unix (time) * ESP_USEC_PER_SEC, utc);
  return TRUE;
}

static const EspWarmUpPlan *
get_plan (EspChannelLimits *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->plan));

  return selected > 0 && selected <= esp_warm_up_get_n () ? esp_warm_up_get (selected - 1) : NULL;
}

static void
changed_cb (EspChannelLimits *self)
{
  gboolean has_plan = get_plan (self) != NULL;
  guint32 day;
  gboolean is_day = read_day (self, &day);

  gtk_widget_set_visible (self->from, has_plan);
  esp_form_frame_set_problem (&self->frame, has_plan && !is_day
                                              ? _ ("Write the first day as 2026-11-22.")
                                              : NULL);
  gtk_widget_set_sensitive (self->frame.accept, !has_plan || is_day);
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  const Save *save = data;
  g_autoptr (EspChannelRecord) record = esp_channel_load (tx, save->channel_id, error);
  g_autofree char *rate = NULL;
  g_autofree char *rated = NULL;
  char *made;

  if (record == NULL)
    return FALSE;
  rate = save->per_minute > 0 ? g_strdup_printf ("%u", save->per_minute) : NULL;
  rated = esp_channel_settings_set_json (record->settings, "rate-per-minute", rate);
  made = esp_send_limits_to_settings (&save->limits, rated, error);
  if (made == NULL)
    return FALSE;
  g_free (record->settings);
  record->settings = made;
  return esp_channel_update (tx, record, error) && esp_channel_waiting_wake (tx, record->id, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspChannelLimits) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, message);
      gtk_widget_set_sensitive (self->frame.accept, TRUE);
      return;
    }
  esp_session_toast_undo (self->session, _ ("The limits are changed"), history_id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
accept_cb (EspChannelLimits *self)
{
  const EspOperation operation = { .kind = "channel-edit", .summary = self->name };
  Save *save = g_new0 (Save, 1);

  save->channel_id = self->channel_id;
  save->per_minute = get_number (self->per_minute);
  save->limits.per_hour = get_number (self->per_hour);
  save->limits.per_day = get_number (self->per_day);
  save->limits.plan = get_plan (self);
  if (save->limits.plan != NULL)
    (void) read_day (self, &save->limits.plan_from); /* the button waits for a day */
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb, save, g_free,
                         saved_cb, g_object_ref (self));
}

static void
esp_channel_limits_dispose (GObject *object)
{
  EspChannelLimits *self = ESP_CHANNEL_LIMITS (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (esp_channel_limits_parent_class)->dispose (object);
}

static void
esp_channel_limits_class_init (EspChannelLimitsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_channel_limits_dispose;
}

static void
esp_channel_limits_init (EspChannelLimits *self)
{
}

static void
add_rows (EspChannelLimits *self, const EspChannelLook *look)
{
  GtkWidget *group =
    esp_form_group_new (_ ("Messages at most"),
                        _ ("0 is without limit. What exceeds a limit waits by itself."));
  gint64 rate = esp_channel_settings_get_number (look->record->settings, "rate-per-minute", 0);

  self->per_minute = esp_form_spin_row_new (_ ("In a minute"), NULL, 0, MAX_RATE, (double) rate);
  self->per_hour =
    esp_form_spin_row_new (_ ("In an hour"), NULL, 0, MAX_LIMIT, look->limits.per_hour);
  self->per_day =
    esp_form_spin_row_new (_ ("In 24 hours"), NULL, 0, MAX_LIMIT, look->limits.per_day);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->per_minute);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->per_hour);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->per_day);
  gtk_box_append (GTK_BOX (self->frame.box), group);
}

static char *
dup_first_day (EspChannelLimits *self, const EspChannelLook *look)
{
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (self->session));
  GDate day;
  char text[32];

  g_date_clear (&day, 1);
  g_date_set_julian (&day,
                     look->limits.plan != NULL
                       ? look->limits.plan_from
                       : esp_send_limits_day_of (now_us, esp_session_get_zone (self->session)));
  (void) g_date_strftime (text, sizeof text, "%Y-%m-%d", &day); /* it is a day */
  return g_strdup (text);
}

static void
add_plan_rows (EspChannelLimits *self, const EspChannelLook *look)
{
  GtkWidget *group =
    esp_form_group_new (_ ("Warm-up"),
                        _ ("A sender that mailbox providers do not know yet begins with few "
                           "messages a day. The rest goes on the next days by itself."));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *first = dup_first_day (self, look);
  guint selected = 0;

  g_ptr_array_add (names, (gpointer) _ ("None"));
  for (guint i = 0; i < esp_warm_up_get_n (); i++)
    {
      g_ptr_array_add (names, (gpointer) esp_channel_plan_word (esp_warm_up_get (i)->id));
      if (esp_warm_up_get (i) == look->limits.plan)
        selected = i + 1;
    }
  g_ptr_array_add (names, NULL);
  self->plan = esp_form_choice_row_new (_ ("Plan"), (const char *const *) names->pdata, selected);
  self->from = esp_form_entry_row_new (_ ("First day, such as 2026-11-22"), first);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->plan);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->from);
  gtk_box_append (GTK_BOX (self->frame.box), group);
}

/**
 * esp_channel_limits_new:
 * @look: the channel as it is now
 *
 * Returns: (transfer full): the window, to be presented
 */
GtkWidget *
esp_channel_limits_new (EspSession *session, const EspChannelLook *look)
{
  EspChannelLimits *self = g_object_new (ESP_TYPE_CHANNEL_LIMITS, NULL);

  self->session = g_object_ref (session);
  self->channel_id = look->record->id;
  self->name = g_strdup (look->record->name);
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("Limits and warm-up"), _ ("_Save"));
  add_rows (self, look);
  add_plan_rows (self, look);
  g_signal_connect_object (self->plan, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->from, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  changed_cb (self);
  return GTK_WIDGET (self);
}
