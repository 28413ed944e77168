/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small window that asks what is planned, when, for whom and at what cost. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-plan-window.h"

#include "base/esp-clock.h"
#include "engine/plan/esp-plan-amount.h"
#include "store/esp-meta.h"
#include "store/esp-messages.h"
#include "store/esp-segments.h"
#include "views/calendar/esp-calendar-words.h"
#include "views/segments/esp-date-entry.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-plan-move.h"
#include "worker/esp-send-audience.h"

#include <glib/gi18n.h>
#include <string.h>

/* The first choice is a send, the others are kinds of items up to milestones. */
#define N_CHOICES (ESP_PLAN_MILESTONE + 2)

struct _EspPlanWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspFormFrame frame;
  gint64 id; /* of an item; 0: a new one */
  GtkWidget *kind_row;
  GtkWidget *title_row;
  GtkWidget *from;
  GtkWidget *until;
  GtkWidget *until_label;
  GtkWidget *message_row;  /* of a send */
  GtkWidget *audience_row; /* of a send */
  GtkWidget *cost_row;
  GtkWidget *owner_row;
  GtkWidget *note_row;
  GPtrArray *segments; /* (owned) (nullable) (element-type EspSegment) */
  GPtrArray *messages; /* (owned) (nullable) (element-type EspMessageRow) */
  char *seed;          /* (owned) (nullable) what it was begun with: "message:12", "segment:…" */
};

G_DEFINE_FINAL_TYPE (EspPlanWindow, esp_plan_window, ADW_TYPE_WINDOW)

/* What is to be written. */
typedef struct
{
  gboolean is_send;
  EspPlanItem *item; /* (owned) */
  EspPlanDraft draft;
  char *audience; /* (owned) (nullable) */
  char *cost;     /* (owned) */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  esp_plan_item_free (order->item);
  g_free (order->audience);
  g_free (order->cost);
  g_free (order);
}

static gboolean
read_cost (EspTx *tx, Order *order, GError **error)
{
  g_autofree char *currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);

  if (currency == NULL)
    return FALSE;
  if (esp_plan_parse_amount (order->cost, currency, &order->item->cost))
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       N_ ("The cost is written in digits, such as 1200000"));
  return FALSE;
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  Order *order = data;
  gint64 id = 0;

  if (order->is_send)
    {
      order->draft.title = order->item->title;
      order->draft.audience = order->audience;
      return esp_plan_add_send (tx, &order->draft, &id, error);
    }
  if (!read_cost (tx, order, error))
    return FALSE;
  if (order->item->id == 0)
    return esp_plan_item_insert (tx, order->item, error);
  {
    g_autoptr (EspPlanItem) before = esp_plan_item_load (tx, order->item->id, error);

    if (before == NULL)
      return FALSE;
    order->item->campaign_id = before->campaign_id;
    order->item->channel_id = before->channel_id;
    order->item->medium = g_strdup (before->medium);
    order->item->audience = g_strdup (before->audience);
    order->item->state = before->state;
    return esp_plan_item_update (tx, order->item, error);
  }
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPlanWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      gtk_widget_set_sensitive (self->frame.accept, TRUE);
      esp_form_frame_set_problem (&self->frame, message);
      return;
    }
  esp_session_toast_undo (self->session,
                          self->id == 0 ? _ ("Added to the plan") : _ ("Plan changed"), history_id);
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
parse (EspPlanWindow *self, GtkWidget *entry, gint64 *out_us, gboolean *out_has_hour)
{
  const char *text = esp_date_entry_get_text (ESP_DATE_ENTRY (entry));
  g_autofree char *whole = NULL;
  g_autoptr (GDateTime) at = NULL;

  *out_us = 0;
  *out_has_hour = text != NULL && strchr (text, 'T') != NULL;
  if (text == NULL || *text == '\0')
    return TRUE;
  whole = g_strconcat (text, *out_has_hour ? ":00" : "T00:00:00", NULL);
  at = g_date_time_new_from_iso8601 (whole, esp_session_get_zone (self->session));
  if (at == NULL)
    return FALSE;
  *out_us = g_date_time_to_unix (at) * G_USEC_PER_SEC;
  return TRUE;
}

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
fail (EspPlanWindow *self, GtkWidget *where, const char *sentence)
{
  esp_form_frame_set_problem (&self->frame, sentence);
  esp_session_announce (self->session, sentence, TRUE);
  (void) gtk_widget_grab_focus (where); /* the sentence is there all the same */
}

static char *
make_audience (EspPlanWindow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->audience_row));
  g_autoptr (EspSendAudience) audience = esp_send_audience_new ();

  if (selected == 1)
    audience->is_everyone = TRUE;
  else if (selected > 1 && self->segments != NULL && selected - 2 < self->segments->len)
    g_ptr_array_add (audience->segments,
                     g_strdup (((EspSegment *) self->segments->pdata[selected - 2])->uuid));
  return esp_send_audience_to_json (audience);
}

static gint64
get_message (EspPlanWindow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->message_row));

  return selected > 0 && self->messages != NULL && selected <= self->messages->len
           ? ((EspMessageRow *) self->messages->pdata[selected - 1])->id
           : 0;
}

static gboolean
fill_times (EspPlanWindow *self, Order *order)
{
  GTimeZone *zone = esp_session_get_zone (self->session);
  EspPlanItem *item = order->item;
  gboolean has_hour = FALSE, until_has_hour = FALSE;
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (self->session));
  gint64 from_us, until_us;

  if (!parse (self, self->from, &from_us, &has_hour) || from_us == 0)
    return fail (self, self->from, _ ("Write the day such as 2026-03-31, or with a time.")), FALSE;
  if (!parse (self, self->until, &until_us, &until_has_hour))
    return fail (self, self->until, _ ("Write the day such as 2026-03-31, or leave it empty.")),
           FALSE;
  order->draft.at_us = has_hour ? from_us : esp_plan_choose_hour (from_us, now_us, zone);
  item->is_all_day = !has_hour;
  item->from_us = item->is_all_day ? esp_plan_day_to_utc (from_us, zone) : from_us;
  item->to_us = item->from_us;
  if (until_us != 0)
    item->to_us = item->is_all_day ? esp_plan_day_to_utc (until_us, zone) : until_us;
  if (item->is_all_day)
    item->to_us += ESP_USEC_PER_DAY; /* the last day is in it */
  if (item->to_us < item->from_us)
    return fail (self, self->until, _ ("The end is before the beginning.")), FALSE;
  return TRUE;
}

static void
accept_cb (EspPlanWindow *self)
{
  guint kind = adw_combo_row_get_selected (ADW_COMBO_ROW (self->kind_row));
  EspOperation operation = { .kind = self->id == 0 ? "plan-add" : "plan-edit" };
  Order *order = g_new0 (Order, 1);

  order->is_send = kind == 0 && self->id == 0;
  order->item = g_new0 (EspPlanItem, 1);
  order->item->id = self->id;
  order->item->kind = (EspPlanKind) (kind > 0 ? kind - 1 : 0);
  order->item->state = ESP_PLAN_PLANNED;
  order->item->title = dup_text (self->title_row);
  order->item->owner = dup_text (self->owner_row);
  order->item->note = dup_text (self->note_row);
  order->cost = dup_text (self->cost_row);
  order->audience = order->is_send ? make_audience (self) : NULL;
  order->draft.message_id = order->is_send ? get_message (self) : 0;
  if (*order->item->title == '\0')
    fail (self, self->title_row, _ ("Write what it is."));
  else if (fill_times (self, order))
    {
      operation.summary = order->item->title;
      gtk_widget_set_sensitive (self->frame.accept, FALSE);
      esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb, order,
                             order_free, saved_cb, g_object_ref (self));
      return;
    }
  order_free (order);
}

static void
kind_cb (EspPlanWindow *self)
{
  gboolean is_send = adw_combo_row_get_selected (ADW_COMBO_ROW (self->kind_row)) == 0;

  gtk_widget_set_visible (self->message_row, is_send);
  gtk_widget_set_visible (self->audience_row, is_send);
  gtk_widget_set_visible (self->cost_row, !is_send);
  gtk_widget_set_visible (self->owner_row, !is_send);
  gtk_widget_set_visible (self->note_row, !is_send);
  gtk_widget_set_visible (gtk_widget_get_parent (self->until), !is_send);
}

static void
esp_plan_window_finalize (GObject *object)
{
  EspPlanWindow *self = ESP_PLAN_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_free (self->seed);
  G_OBJECT_CLASS (esp_plan_window_parent_class)->finalize (object);
}

static void
esp_plan_window_class_init (EspPlanWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_plan_window_finalize;
}

static void
esp_plan_window_init (EspPlanWindow *self)
{
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 460, -1);
}

static GtkWidget *
make_date (const char *label, gint64 at_us, gboolean has_hour, GTimeZone *zone)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (label);
  GtkWidget *entry;
  g_autofree char *text = NULL;

  if (at_us != 0)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
      g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

      text = g_date_time_format (local, has_hour ? "%Y-%m-%dT%H:%M" : "%Y-%m-%d");
    }
  entry = esp_date_entry_new (label, text != NULL ? text : "");
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (line), name);
  gtk_box_append (GTK_BOX (line), entry);
  return entry;
}

static void
add_segments (EspPlanWindow *self)
{
  GtkStringList *names =
    GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (self->audience_row)));

  for (guint i = 0; self->segments != NULL && i < self->segments->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (self->segments, i);

      gtk_string_list_append (names, segment->name);
      if (self->seed != NULL && g_str_has_prefix (self->seed, "segment:") &&
          g_str_equal (self->seed + strlen ("segment:"), segment->uuid))
        adw_combo_row_set_selected (ADW_COMBO_ROW (self->audience_row), i + 2);
    }
}

static void
add_messages (EspPlanWindow *self)
{
  GtkStringList *names =
    GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (self->message_row)));

  for (guint i = 0; self->messages != NULL && i < self->messages->len; i++)
    {
      const EspMessageRow *message = g_ptr_array_index (self->messages, i);

      gtk_string_list_append (names, message->name);
      if (self->seed == NULL || !g_str_has_prefix (self->seed, "message:") ||
          g_ascii_strtoll (self->seed + strlen ("message:"), NULL, 10) != message->id)
        continue;
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->message_row), i + 1);
      if (*gtk_editable_get_text (GTK_EDITABLE (self->title_row)) == '\0')
        gtk_editable_set_text (GTK_EDITABLE (self->title_row), message->name);
    }
}

typedef struct
{
  GPtrArray *segments; /* (owned) (nullable) */
  GPtrArray *messages; /* (owned) (nullable) */
} SegmentRead;

static void
segment_read_free (gpointer data)
{
  g_clear_pointer (&((SegmentRead *) data)->segments, g_ptr_array_unref);
  g_clear_pointer (&((SegmentRead *) data)->messages, g_ptr_array_unref);
  g_free (data);
}

static gboolean
segments_cb (EspTx *tx, gpointer data, GError **error)
{
  SegmentRead *read = data;

  read->segments = esp_segment_list (tx, error);
  read->messages = read->segments != NULL ? esp_message_list (tx, FALSE, error) : NULL;
  return read->messages != NULL;
}

static void
segments_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPlanWindow) self = user_data;
  SegmentRead *read = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (read == NULL)
    return;
  self->segments = g_steal_pointer (&read->segments);
  self->messages = g_steal_pointer (&read->messages);
  add_segments (self);
  add_messages (self);
  segment_read_free (read);
}

static EspPlanWindow *
build (EspSession *session, const EspPlanEntry *entry, gint64 at_us, gboolean has_hour)
{
  EspPlanWindow *self = g_object_new (ESP_TYPE_PLAN_WINDOW, NULL);
  GTimeZone *zone = esp_session_get_zone (session);
  const char *kinds[N_CHOICES + 1] = { C_ ("plan", "Send") };
  const char *const nothing[] = { C_ ("plan message", "None yet"), NULL };
  const char *const audiences[] = { C_ ("plan audience", "Nobody yet"), _ ("Everybody"), NULL };
  GtkWidget *list = esp_form_list_new (_ ("What is planned"));
  GtkWidget *times = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *cost =
    entry != NULL && entry->money > 0
      ? esp_plan_write_amount (entry->money,
                               esp_workspace_get_currency (esp_session_get_workspace (session)))
      : g_strdup ("");

  for (guint i = 1; i < N_CHOICES; i++)
    kinds[i] = esp_calendar_kind_words ((EspPlanKind) (i - 1));
  self->session = g_object_ref (session);
  self->id = entry != NULL ? entry->id : 0;
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      entry != NULL ? _ ("Edit the plan") : _ ("Add to the plan"),
                                      entry != NULL ? _ ("_Save") : _ ("_Add"));
  self->kind_row = esp_form_choice_row_new (C_ ("plan", "Kind"), kinds,
                                            entry != NULL ? (guint) entry->item_kind + 1 : 0);
  self->title_row =
    esp_form_entry_row_new (C_ ("plan", "Title"), entry != NULL ? entry->title : "");
  self->message_row = esp_form_choice_row_new (C_ ("plan", "Message"), nothing, 0);
  self->audience_row = esp_form_choice_row_new (_ ("To whom"), audiences, 0);
  self->cost_row = esp_form_entry_row_new (C_ ("plan", "Cost"), cost);
  self->owner_row =
    esp_form_entry_row_new (C_ ("plan", "Owner"),
                            entry != NULL && entry->owner != NULL ? entry->owner : "");
  self->note_row = esp_form_entry_row_new (C_ ("plan", "Note"),
                                           entry != NULL && entry->note != NULL ? entry->note : "");
  self->from = make_date (C_ ("plan", "When"), entry != NULL ? entry->from_us : at_us,
                          entry != NULL ? !entry->is_all_day : has_hour, zone);
  self->until = make_date (C_ ("plan", "Until"),
                           entry != NULL && entry->to_us > entry->from_us ? entry->to_us - 1 : 0,
                           entry != NULL && !entry->is_all_day, zone);
  gtk_list_box_append (GTK_LIST_BOX (list), self->kind_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->title_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->message_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->audience_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->cost_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->owner_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->note_row);
  gtk_box_append (GTK_BOX (times), gtk_widget_get_parent (self->from));
  gtk_box_append (GTK_BOX (times), gtk_widget_get_parent (self->until));
  gtk_box_append (GTK_BOX (self->frame.box), list);
  gtk_box_append (GTK_BOX (self->frame.box), times);
  gtk_widget_set_visible (self->kind_row, entry == NULL);
  g_signal_connect_object (self->kind_row, "notify::selected", G_CALLBACK (kind_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self,
                           G_CONNECT_SWAPPED);
  kind_cb (self);
  return self;
}

/**
 * esp_plan_window_present_new:
 * @has_hour: @at_us is more than a day
 * @seed: (nullable): what it begins with: "message:12", or "segment:" and its uuid
 */
void
esp_plan_window_present_new (EspSession *session, gint64 at_us, gboolean has_hour, const char *seed)
{
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (session));
  gint64 day_us = esp_plan_choose_day (at_us, now_us, esp_session_get_zone (session));
  EspPlanWindow *self = build (session, NULL, has_hour ? at_us : day_us, has_hour);
  SegmentRead *read = g_new0 (SegmentRead, 1);

  self->seed = g_strdup (seed);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, segments_cb, read,
                        segment_read_free, NULL, segments_read_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
  (void) gtk_widget_grab_focus (self->title_row); /* a title and a day are enough */
}

/**
 * esp_plan_window_present:
 * @entry: an item of the plan
 */
void
esp_plan_window_present (EspSession *session, const EspPlanEntry *entry)
{
  gtk_window_present (GTK_WINDOW (build (session, entry, 0, FALSE)));
}
