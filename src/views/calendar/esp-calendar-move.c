/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving what is in the calendar, and putting in it what is on the shelf, with a look ahead at what would follow. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-screen-private.h"

#include "views/calendar/esp-calendar-what-if.h"
#include "views/calendar/esp-calendar-words.h"
#include "views/calendar/esp-plan-window.h"
#include "views/shell/esp-dialogs.h"
#include "worker/esp-plan-move.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-audience.h"

#include <glib/gi18n.h>

#define USUAL_HOUR 10
#define OF_SEGMENT "segment:"

/* An order about one entry, and what came of it. */
typedef struct
{
  EspCalendarScreen *screen; /* (owned) main thread only */
  char *key;
  gint64 at_us;
  guint number;
  EspPlanMove move;
  char *audience;      /* (owned) (nullable) JSON: of a send that is not there yet */
  EspPlanStudy *study; /* (owned) (nullable) */
  GPtrArray *tried;    /* (owned) (nullable) */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->screen);
  g_free (order->key);
  g_free (order->audience);
  g_clear_pointer (&order->study, esp_plan_study_unref);
  g_clear_pointer (&order->tried, g_ptr_array_unref);
  g_free (order);
}

static Order *
new_order (EspCalendarScreen *self, const char *key, gint64 at_us)
{
  Order *order = g_new0 (Order, 1);

  order->screen = g_object_ref (self);
  order->key = g_strdup (key);
  order->at_us = at_us;
  return order;
}

static gboolean
move_cb (EspTx *tx, gpointer data, GError **error)
{
  Order *order = data;

  return esp_plan_move (tx, order->key, order->at_us, &order->move, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  const char *answer = esp_dialog_ask_finish (result, NULL);

  if (g_strcmp0 (answer, "tomorrow") == 0)
    esp_calendar_screen_move (order->screen, order->key, order->at_us);
  else if (g_strcmp0 (answer, "open") == 0)
    esp_calendar_screen_open (order->screen, order->key);
  order_free (order);
}

/* A time that has passed is never taken silently: the two that are possible are offered. */
static void
offer_other_times (EspCalendarScreen *self, const char *key)
{
  GTimeZone *zone = esp_session_get_zone (self->session);
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (self->session));
  gint64 tomorrow_us;
  g_autofree char *label = NULL;
  g_autofree char *when = NULL;
  GDate day;

  esp_plan_get_date (now_us, zone, &day);
  g_date_add_days (&day, 1);
  tomorrow_us = esp_plan_shift (esp_day_start_us (&day, zone), 0, USUAL_HOUR, zone);
  when =
    esp_format_date (tomorrow_us, zone, ESP_DATE_SHORT_TIME, esp_session_get_lang (self->session));
  label = g_strdup_printf (_ ("_Move to %s"), when);
  {
    const EspDialogAnswer answers[] = { { "cancel", _ ("_Leave it"), FALSE, FALSE },
                                        { "open", _ ("_Send it now…"), FALSE, FALSE },
                                        { "tomorrow", label, FALSE, TRUE },
                                        { NULL, NULL, FALSE, FALSE } };

    esp_dialog_ask_async (esp_session_get_window (self->session), _ ("The time has passed"),
                          _ ("Nothing can leave in the past. Send it now, or choose a later time."),
                          answers, esp_session_get_cancellable (self->session), answered_cb,
                          new_order (self, key, tomorrow_us));
  }
}

static char *
describe_move (EspCalendarScreen *self, const EspPlanMove *move)
{
  g_autofree char *when = esp_format_date (move->at_us, esp_session_get_zone (self->session),
                                           ESP_DATE_DAY_TIME, esp_session_get_lang (self->session));

  if (move->returns_to_review)
    return g_strdup_printf (_ (
                              "Moved to %s. It was approved for the other time, so it goes back to "
                              "review."),
                            when);
  if (move->is_unscheduled)
    return g_strdup_printf (_ ("Moved to %s. It was ordered for the other time: order it again."),
                            when);
  return g_strdup_printf (_ ("Moved to %s"), when);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  EspCalendarScreen *self = order->screen;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    esp_calendar_screen_tell (self, error);
  else
    {
      g_autofree char *text = describe_move (self, &order->move);

      esp_session_toast_undo (self->session, text, history_id);
      g_free (self->focus_key);
      self->focus_key = g_strdup (order->key);
    }
  order_free (order);
}

/**
 * esp_calendar_screen_move:
 */
void
esp_calendar_screen_move (gpointer data, const char *key, gint64 at_us)
{
  EspCalendarScreen *self = data;
  const EspPlanEntry *entry = esp_plan_find (esp_calendar_screen_get_plan (self), key);
  const EspOperation operation = { .kind = "plan-move",
                                   .summary = entry != NULL ? entry->title : NULL };
  const char *why = NULL;

  if (entry == NULL)
    return;
  if (!esp_plan_entry_is_movable (entry, &why))
    {
      esp_session_toast (self->session, _ (why));
      esp_session_announce (self->session, _ (why), TRUE);
      return;
    }
  if (entry->type == ESP_PLAN_OF_SEND &&
      at_us < esp_clock_now_us (esp_session_get_clock (self->session)))
    {
      offer_other_times (self, key);
      return;
    }
  if (esp_calendar_what_if_move (self, key, at_us))
    return;
  {
    Order *order = new_order (self, key, at_us);

    esp_store_write_async (esp_session_get_store (self->session), &operation, move_cb, order, NULL,
                           moved_cb, order);
  }
}

/* What would follow, before the drop. */

static gboolean
try_cb (EspTx *tx, gpointer data, GError **error)
{
  Order *order = data;

  order->tried = order->audience != NULL
                   ? esp_plan_study_try_new (order->study, tx, order->audience, order->at_us,
                                             esp_segment_source_members, error)
                   : esp_plan_study_try (order->study, tx, order->key, order->at_us, error);
  return order->tried != NULL;
}

static void
show_consequence (EspCalendarScreen *self, const Order *order)
{
  EspLang lang = esp_session_get_lang (self->session);
  GTimeZone *zone = order->study->plan->zone;
  g_autofree char *when = esp_format_date (order->at_us, zone, ESP_DATE_DAY_TIME, lang);
  g_autoptr (GString) text = g_string_new (when);

  if (order->tried->len == 0)
    g_string_append_printf (text, " · %s", _ ("Nothing stands in the way"));
  for (guint i = 0; i < order->tried->len; i++)
    {
      g_autofree char *words = esp_calendar_conflict_words (order->tried->pdata[i], zone, lang);

      g_string_append_printf (text, "\n⚠ %s", words);
    }
  gtk_label_set_label (GTK_LABEL (self->consequence_label), text->str);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->consequence), TRUE);
  esp_session_announce (self->session, text->str, FALSE);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCalendarScreen) self = user_data;
  Order *order = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (order == NULL)
    return;
  if (self->box != NULL && order->number == self->trying && self->hover_us == order->at_us)
    show_consequence (self, order);
  order_free (order);
}

static void
look_ahead (EspCalendarScreen *self, Order *order)
{
  order->number = self->trying;
  order->study = esp_plan_study_ref (self->study);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, try_cb, order,
                        order_free, NULL, tried_cb, g_object_ref (self));
}

/* What is on the shelf is a send that is not there yet: a segment brings its people, a message nobody. */
static char *
dup_audience (const char *what)
{
  g_autoptr (EspSendAudience) audience = esp_send_audience_new ();

  if (g_str_has_prefix (what, OF_SEGMENT))
    g_ptr_array_add (audience->segments, g_strdup (what + strlen (OF_SEGMENT)));
  return esp_send_audience_to_json (audience);
}

/**
 * esp_calendar_screen_hover_shelf:
 * @what: "segment:…" or "message:…"
 * @at_us: 0: it left
 *
 * Says what would follow if it were let go there.
 */
void
esp_calendar_screen_hover_shelf (gpointer data, const char *what, gint64 at_us, gboolean has_hour)
{
  EspCalendarScreen *self = data;
  gint64 send_us = at_us;
  Order *order;

  if (at_us != 0 && !has_hour)
    send_us = esp_plan_shift (at_us, 0, USUAL_HOUR, esp_session_get_zone (self->session));
  if (at_us != 0 && self->hover_us == send_us)
    return;
  self->hover_us = send_us;
  self->trying++;
  if (at_us == 0 || what == NULL || self->study == NULL)
    {
      gtk_revealer_set_reveal_child (GTK_REVEALER (self->consequence), FALSE);
      return;
    }
  order = new_order (self, what, send_us);
  order->audience = dup_audience (what);
  look_ahead (self, order);
}

/**
 * esp_calendar_screen_drop:
 *
 * What is on the shelf goes on a day.
 */
void
esp_calendar_screen_drop (gpointer data, const char *what, gint64 at_us, gboolean has_hour)
{
  EspCalendarScreen *self = data;

  esp_calendar_screen_hover_shelf (self, what, 0, FALSE);
  esp_plan_window_present_new (self->session, at_us, has_hour, what);
}

/**
 * esp_calendar_screen_put:
 *
 * By keys, what is on the shelf goes on the day of the cursor.
 */
void
esp_calendar_screen_put (gpointer data, const char *what)
{
  EspCalendarScreen *self = data;

  esp_plan_window_present_new (self->session, esp_calendar_view_get_cursor (self->view),
                               self->page == ESP_PAGE_WEEK, what);
}

/**
 * esp_calendar_screen_hover:
 * @at_us: 0: it is let go
 */
void
esp_calendar_screen_hover (gpointer data, const char *key, gint64 at_us)
{
  EspCalendarScreen *self = data;
  const EspPlanEntry *entry = esp_plan_find (esp_calendar_screen_get_plan (self), key);
  const char *why = NULL;

  self->hover_us = at_us;
  self->trying++;
  if (at_us == 0 || entry == NULL)
    {
      gtk_revealer_set_reveal_child (GTK_REVEALER (self->consequence), FALSE);
      return;
    }
  if (!esp_plan_entry_is_movable (entry, &why))
    {
      gtk_label_set_label (GTK_LABEL (self->consequence_label), _ (why));
      gtk_revealer_set_reveal_child (GTK_REVEALER (self->consequence), TRUE);
      return;
    }
  if (self->study == NULL)
    return;
  look_ahead (self, new_order (self, key, at_us));
}
