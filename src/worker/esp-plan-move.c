/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes, moves, copies and removes what is in the plan, each as its own kind allows. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-plan-move.h"

#include "base/esp-clock.h"
#include "store/esp-campaigns.h"
#include "store/esp-meta.h"
#include "store/esp-plan-read.h"
#include "store/esp-reviews.h"
#include "store/esp-tasks.h"
#include "worker/esp-send-plan.h"

#include <string.h>

/* When what has a day and no time is sent. */
#define USUAL_HOUR 10
#define QUARTER_US (15 * 60 * ESP_USEC_PER_SEC)
#define MAX_AHEAD_DAYS (20 * 366)

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED, sentence);
  return FALSE;
}

/**
 * esp_plan_key_parse:
 * @key: "send:12", "item:3", "task:4", "campaign:5" …
 */
gboolean
esp_plan_key_parse (const char *key, EspPlanType *out_type, gint64 *out_id, GError **error)
{
  const char *colon = strchr (key, ':');

  for (guint i = 0; colon != NULL && i < ESP_N_PLAN_TYPES; i++)
    {
      const char *name = esp_plan_type_get_name ((EspPlanType) i);
      char *end = NULL;

      if (strlen (name) != (gsize) (colon - key) || strncmp (name, key, strlen (name)) != 0)
        continue;
      *out_type = (EspPlanType) i;
      *out_id = g_ascii_strtoll (colon + 1, &end, 10);
      if (*out_id > 0 && *end == '\0')
        return TRUE;
      if (*out_type == ESP_PLAN_OF_HOLIDAY)
        return TRUE;
    }
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "“%.60s” names nothing in the plan; write it as the list does, such as send:12 or "
               "item:3",
               key);
  return FALSE;
}

/* The one entry, as the plan would show it; whether it is open to moves is for the caller to ask. */
typedef struct
{
  EspPlanEntry entry;
  EspSend *send;     /* (owned) (nullable) */
  EspReview *review; /* (owned) (nullable) */
  EspPlanItem *item; /* (owned) (nullable) */
  EspTaskRow *task;  /* (owned) (nullable) */
  gint64 first_day;  /* of a campaign: midnights UTC, 0: it says none */
  gint64 last_day;
} Subject;

static void
subject_clear (Subject *self)
{
  g_clear_pointer (&self->send, esp_send_free);
  g_clear_pointer (&self->review, esp_review_free);
  g_clear_pointer (&self->item, esp_plan_item_free);
  g_clear_pointer (&self->task, esp_task_row_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Subject, subject_clear)

static gboolean
load_send (EspTx *tx, Subject *self, GError **error)
{
  static char review[] = "review", approved[] = "approved";
  EspPlanEntry *entry = &self->entry;

  self->send = esp_send_load (tx, entry->id, error);
  if (self->send == NULL || !esp_review_find_newest (tx, entry->id, &self->review, error))
    return FALSE;
  entry->from_us = self->send->scheduled_at_us;
  entry->state = self->send->state;
  if (g_str_equal (self->send->state, "draft") && self->review != NULL)
    entry->state = self->review->state == ESP_REVIEW_ASKED      ? review
                   : self->review->state == ESP_REVIEW_APPROVED ? approved
                                                                : self->send->state;
  return TRUE;
}

static GTimeZone *
load_zone (EspTx *tx, GError **error)
{
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  GTimeZone *zone;

  if (name == NULL)
    return NULL;
  zone = g_time_zone_new_identifier (name);
  return zone != NULL ? zone : g_time_zone_new_utc ();
}

static gboolean
load_item (EspTx *tx, Subject *self, GError **error)
{
  g_autoptr (GTimeZone) zone = load_zone (tx, error);

  self->item = zone != NULL ? esp_plan_item_load (tx, self->entry.id, error) : NULL;
  if (self->item == NULL)
    return FALSE;
  self->entry.from_us = self->item->is_all_day ? esp_plan_day_from_utc (self->item->from_us, zone)
                                               : self->item->from_us;
  self->entry.item_kind = self->item->kind;
  self->entry.is_all_day = self->item->is_all_day;
  return TRUE;
}

static gboolean
load_campaign (EspTx *tx, Subject *self, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_plan_read_campaigns (tx, 0, G_MAXINT64, error);
  g_autoptr (GTimeZone) zone = rows != NULL ? load_zone (tx, error) : NULL;
  EspPlanEntry *entry = &self->entry;

  if (zone == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const EspPlanBarRow *row = g_ptr_array_index (rows, i);

      if (row->id != entry->id || !esp_plan_get_campaign_span (row, zone, &entry->from_us,
                                                               &entry->to_us, &entry->is_all_day))
        continue;
      self->first_day = row->first_day;
      self->last_day = row->last_day;
      return TRUE;
    }
  return refuse (error, "The campaign has no dates yet: give it a first send");
}

static gboolean
load_subject (EspTx *tx, const char *key, Subject *self, GError **error)
{
  static char open[] = "open", done[] = "done";

  if (!esp_plan_key_parse (key, &self->entry.type, &self->entry.id, error))
    return FALSE;
  switch (self->entry.type)
    {
    case ESP_PLAN_OF_SEND:
      return load_send (tx, self, error);
    case ESP_PLAN_OF_ITEM:
      return load_item (tx, self, error);
    case ESP_PLAN_OF_TASK:
      self->task = esp_task_row_load (tx, self->entry.id, error);
      if (self->task == NULL)
        return FALSE;
      self->entry.from_us = self->task->due_us;
      self->entry.state = self->task->done_us != 0 ? done : open;
      return TRUE;
    case ESP_PLAN_OF_CAMPAIGN:
      return load_campaign (tx, self, error);
    case ESP_PLAN_OF_JOURNEY:
    case ESP_PLAN_OF_APPROVAL:
    case ESP_PLAN_OF_GOAL:
    case ESP_PLAN_OF_REPORT:
    case ESP_PLAN_OF_STAGE:
    case ESP_PLAN_OF_HOLIDAY:
    default:
      return TRUE;
    }
}

static gboolean
check_move (EspTx *tx, const Subject *subject, gint64 at_us, EspPlanMove *out_move, GError **error)
{
  const char *why = NULL;

  *out_move = (EspPlanMove){ subject->entry.from_us, at_us, FALSE, FALSE, 1 };
  if (!esp_plan_entry_is_movable (&subject->entry, &why))
    return refuse (error, why);
  if (subject->send != NULL && at_us < esp_tx_get_now_us (tx))
    return refuse (error, "The time has passed: send it now, or choose a later time");
  /* So far ahead nobody plans: it is a slip of the finger, and what it moved would not be found again. */
  if (at_us <= 0 || (at_us != ESP_PLAN_NO_TIME &&
                     at_us > esp_tx_get_now_us (tx) + MAX_AHEAD_DAYS * ESP_USEC_PER_DAY))
    return refuse (error, "The time is out of the calendar");
  out_move->returns_to_review = subject->send != NULL && subject->review != NULL &&
                                subject->review->state == ESP_REVIEW_APPROVED &&
                                at_us != subject->entry.from_us;
  out_move->is_unscheduled = subject->send != NULL &&
                             g_str_equal (subject->send->state, "scheduled") &&
                             at_us != subject->entry.from_us;
  return TRUE;
}

/**
 * esp_plan_look_at_move:
 *
 * Says what a move would do, or why it is refused; moves nothing.
 */
gboolean
esp_plan_look_at_move (EspTx *tx,
                       const char *key,
                       gint64 at_us,
                       EspPlanMove *out_move,
                       GError **error)
{
  g_auto (Subject) subject = { 0 };

  return load_subject (tx, key, &subject, error) &&
         check_move (tx, &subject, at_us, out_move, error);
}

/* What was approved for one time is looked at again for the other, by the same people. */
static gboolean
ask_again (EspTx *tx, const Subject *subject, GError **error)
{
  EspReview again = *subject->review;

  again.state = ESP_REVIEW_ASKED;
  again.ended_at_us = 0;
  again.valid_until_us = 0;
  again.reason = NULL;
  return esp_review_end (tx, subject->review->id, ESP_REVIEW_VOID, 0, "moved in the calendar",
                         error) &&
         esp_review_insert (tx, &again, &again.id, error);
}

static gboolean
move_send (EspTx *tx, Subject *subject, const EspPlanMove *move, GError **error)
{
  EspSend *send = subject->send;

  /* Taking the move back brings the approval back with it: it was for the time that holds again. */
  if (move->returns_to_review && !esp_review_record (tx, error))
    return FALSE;
  send->scheduled_at_us = move->at_us;
  /* What is in review is locked: it is asked about last. */
  return esp_send_update (tx, send, error) &&
         (!move->is_unscheduled || esp_send_set_state (tx, send->id, "draft", NULL, error)) &&
         (!move->returns_to_review || ask_again (tx, subject, error));
}

static gboolean
move_item (EspTx *tx, EspPlanItem *item, gint64 at_us, GError **error)
{
  g_autoptr (GTimeZone) zone = load_zone (tx, error);
  gint64 length_us = item->to_us - item->from_us;

  if (zone == NULL)
    return FALSE;
  item->from_us = item->is_all_day ? esp_plan_day_to_utc (at_us, zone) : at_us;
  item->to_us = item->from_us + length_us;
  return esp_plan_item_update (tx, item, error);
}

/* How far a campaign is moved: by days, the clock kept, or by a time. */
typedef struct
{
  GTimeZone *zone; /* (owned) */
  gint64 delta_us;
  gint64 days_us; /* the same in whole days */
  gboolean is_by_day;
} Shift;

static gboolean
find_shift (EspTx *tx, const EspPlanEntry *entry, gint64 at_us, Shift *out_shift, GError **error)
{
  GDate day;

  *out_shift = (Shift){ load_zone (tx, error), at_us - entry->from_us, 0, FALSE };
  if (out_shift->zone == NULL)
    return FALSE;
  out_shift->days_us = esp_plan_day_to_utc (at_us, out_shift->zone) -
                       esp_plan_day_to_utc (entry->from_us, out_shift->zone);
  esp_plan_get_date (at_us, out_shift->zone, &day);
  out_shift->is_by_day =
    entry->is_all_day || at_us == esp_plan_same_clock (entry->from_us, &day, out_shift->zone);
  return TRUE;
}

static gint64
shift_time (const Shift *shift, gint64 at_us)
{
  g_autoptr (GTimeZone) utc = NULL;
  GDate day;

  if (!shift->is_by_day)
    return at_us + shift->delta_us;
  utc = g_time_zone_new_utc ();
  esp_plan_get_date (esp_plan_day_to_utc (at_us, shift->zone) + shift->days_us, utc, &day);
  return esp_plan_same_clock (at_us, &day, shift->zone);
}

static gboolean
shift_sends (EspTx *tx, gint64 campaign_id, const Shift *shift, EspPlanMove *move, GError **error)
{
  g_autoptr (GPtrArray) sends = esp_send_list (tx, campaign_id, error);

  for (guint i = 0; sends != NULL && i < sends->len; i++)
    {
      const EspSend *send = g_ptr_array_index (sends, i);
      g_autofree char *key = g_strdup_printf ("send:%" G_GINT64_FORMAT, send->id);
      EspPlanMove one;

      if (send->scheduled_at_us == 0 ||
          (!g_str_equal (send->state, "draft") && !g_str_equal (send->state, "scheduled")))
        continue;
      if (!esp_plan_move (tx, key, shift_time (shift, send->scheduled_at_us), &one, error))
        return FALSE;
      move->returns_to_review |= one.returns_to_review;
      move->is_unscheduled |= one.is_unscheduled;
      move->n_moved++;
    }
  return sends != NULL;
}

/* Whole days stay whole, whatever the time by which the campaign is moved. */
static gboolean
shift_items (EspTx *tx, gint64 campaign_id, const Shift *shift, EspPlanMove *move, GError **error)
{
  g_autoptr (GPtrArray) items = esp_plan_item_list_of_campaign (tx, campaign_id, error);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      EspPlanItem *item = g_ptr_array_index (items, i);

      if (item->kind == ESP_PLAN_EXTERNAL || item->state == ESP_PLAN_DONE)
        continue;
      item->from_us =
        item->is_all_day ? item->from_us + shift->days_us : shift_time (shift, item->from_us);
      item->to_us =
        item->is_all_day ? item->to_us + shift->days_us : shift_time (shift, item->to_us);
      if (!esp_plan_item_update (tx, item, error))
        return FALSE;
      move->n_moved++;
    }
  return items != NULL;
}

/* Drafts and items of the campaign keep their distance; what has left stays. */
static gboolean
move_campaign (EspTx *tx, const Subject *subject, EspPlanMove *move, GError **error)
{
  gint64 id = subject->entry.id;
  gint64 first_day = subject->first_day;
  gint64 last_day = subject->last_day;
  Shift shift;
  gboolean is_ok;

  if (!find_shift (tx, &subject->entry, move->at_us, &shift, error))
    return FALSE;
  move->n_moved = 0;
  is_ok = shift_sends (tx, id, &shift, move, error) && shift_items (tx, id, &shift, move, error);
  g_time_zone_unref (shift.zone);
  if (!is_ok)
    return FALSE;
  if (first_day == 0 && last_day == 0)
    return move->n_moved > 0 ||
           refuse (error, "All of the campaign has left: what is over cannot be moved");
  return esp_plan_set_campaign_dates (tx, id, first_day != 0 ? first_day + shift.days_us : 0,
                                      last_day != 0 ? last_day + shift.days_us : 0, error);
}

/**
 * esp_plan_move:
 * @out_move: (out): what was done
 *
 * A send that was approved goes back to review, one that was ordered becomes a draft again: nobody has said yes to the
 * other time.
 */
gboolean
esp_plan_move (EspTx *tx, const char *key, gint64 at_us, EspPlanMove *out_move, GError **error)
{
  g_auto (Subject) subject = { 0 };

  if (!load_subject (tx, key, &subject, error) ||
      !check_move (tx, &subject, at_us, out_move, error))
    return FALSE;
  if (subject.send != NULL)
    return move_send (tx, &subject, out_move, error);
  if (subject.item != NULL)
    return move_item (tx, subject.item, at_us, error);
  if (subject.task != NULL)
    {
      subject.task->due_us = at_us;
      return esp_task_row_update (tx, subject.task, error);
    }
  return move_campaign (tx, &subject, out_move, error);
}

/**
 * esp_plan_add_send:
 *
 * A draft that has only a title and a time, in a campaign of that name or in one that is there.
 */
gboolean
esp_plan_add_send (EspTx *tx, const EspPlanDraft *draft, gint64 *out_id, GError **error)
{
  g_autoptr (EspSend) send = NULL;
  gint64 campaign_id = draft->campaign_id;

  if (draft->at_us < esp_tx_get_now_us (tx))
    return refuse (error, "The time has passed: choose a later one");
  if (campaign_id == 0 && !esp_campaign_insert (tx, draft->title, &campaign_id, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  send->message_id = draft->message_id;
  send->channel_id = draft->channel_id;
  send->scheduled_at_us = draft->at_us;
  g_free (send->audience);
  send->audience = g_strdup (draft->audience != NULL ? draft->audience : "{}");
  g_free (send->options);
  send->options = esp_send_options_new_json (tx, error);
  if (send->options == NULL || !esp_send_insert (tx, send, error))
    return FALSE;
  *out_id = send->id;
  return TRUE;
}

/**
 * esp_plan_duplicate:
 *
 * Returns: (transfer full): the key of the copy, a draft; %NULL with @error set
 */
char *
esp_plan_duplicate (EspTx *tx, const char *key, gint64 at_us, GError **error)
{
  g_auto (Subject) subject = { 0 };

  if (!load_subject (tx, key, &subject, error))
    return NULL;
  if (subject.send != NULL)
    {
      g_autoptr (EspSend) copy = NULL;

      if (at_us < esp_tx_get_now_us (tx))
        return refuse (error, "The time has passed: choose a later one"), NULL;
      copy = esp_send_new (subject.send->campaign_id);
      copy->message_id = subject.send->message_id;
      copy->channel_id = subject.send->channel_id;
      copy->scheduled_at_us = at_us;
      g_free (copy->audience);
      copy->audience = g_strdup (subject.send->audience);
      g_free (copy->options);
      copy->options = g_strdup (subject.send->options);
      if (!esp_send_insert (tx, copy, error))
        return NULL;
      return g_strdup_printf ("send:%" G_GINT64_FORMAT, copy->id);
    }
  if (subject.item != NULL)
    {
      memset (subject.item->uuid, 0, sizeof subject.item->uuid);
      g_clear_pointer (&subject.item->source, g_free);
      g_clear_pointer (&subject.item->source_uid, g_free);
      if (subject.item->kind == ESP_PLAN_EXTERNAL)
        subject.item->kind = ESP_PLAN_TASK;
      subject.item->state = ESP_PLAN_PLANNED;
      if (!esp_plan_item_insert (tx, subject.item, error) ||
          !move_item (tx, subject.item, at_us, error))
        return NULL;
      return g_strdup_printf ("item:%" G_GINT64_FORMAT, subject.item->id);
    }
  (void) refuse (error, "Only sends and items of the plan can be duplicated here");
  return NULL;
}

/**
 * esp_plan_remove:
 *
 * Takes a draft or an item out of the plan; the campaign of a draft that was its only send is archived with it.
 */
gboolean
esp_plan_remove (EspTx *tx, const char *key, GError **error)
{
  g_auto (Subject) subject = { 0 };
  g_autoptr (GPtrArray) sends = NULL;

  if (!load_subject (tx, key, &subject, error))
    return FALSE;
  if (subject.item != NULL)
    return esp_plan_item_delete (tx, subject.item->id, error);
  if (subject.task != NULL)
    return esp_task_row_delete (tx, subject.task->id, error);
  if (subject.send == NULL)
    return refuse (error, "Only drafts, tasks and items of the plan can be removed here");
  if (!g_str_equal (subject.send->state, "draft"))
    return refuse (error, "Only a draft can be removed: stop the send in Activity");
  sends = esp_send_list (tx, subject.send->campaign_id, error);
  if (sends == NULL)
    return FALSE;
  if (sends->len <= 1)
    return esp_campaign_set_archived (tx, subject.send->campaign_id, TRUE, error);
  subject.send->scheduled_at_us = 0;
  return esp_send_update (tx, subject.send, error);
}

/**
 * esp_plan_shift:
 *
 * Returns: @at_us some days and hours later, or earlier; after days the clock shows the same
 */
gint64
esp_plan_shift (gint64 at_us, int days, int hours, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) day = local != NULL ? g_date_time_add_days (local, days) : NULL;
  g_autoptr (GDateTime) then = day != NULL ? g_date_time_add_hours (day, hours) : NULL;

  return then != NULL ? g_date_time_to_unix (then) * ESP_USEC_PER_SEC + at_us % ESP_USEC_PER_SEC
                      : at_us;
}

/* Returns: what the clock shows at an hour of the day in which @at_us lies; 24 is the end of it */
static gint64
find_hour (gint64 at_us, int hour, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) day = g_date_time_add_days (local, hour / 24);
  g_autoptr (GDateTime) then =
    g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day),
                     g_date_time_get_day_of_month (day), hour % 24, 0, 0);

  return g_date_time_to_unix (then) * ESP_USEC_PER_SEC;
}

static gint64
find_next (gint64 now_us, gint64 step_us)
{
  return (now_us / step_us + 1) * step_us;
}

/**
 * esp_plan_choose_hour:
 * @day_us: a moment of a day that was named without a time
 *
 * Returns: ten o'clock of that day; when that has passed, the next full hour of it, then the next quarter; ten o'clock
 * still, when the day is over or as good as
 */
gint64
esp_plan_choose_hour (gint64 day_us, gint64 now_us, GTimeZone *zone)
{
  gint64 usual_us = find_hour (day_us, USUAL_HOUR, zone);
  gint64 ends_us = find_hour (day_us, 24, zone);

  if (usual_us > now_us || find_next (now_us, QUARTER_US) >= ends_us)
    return usual_us;
  return find_next (now_us, find_next (now_us, ESP_USEC_PER_HOUR) < ends_us ? ESP_USEC_PER_HOUR
                                                                            : QUARTER_US);
}

/**
 * esp_plan_choose_day:
 * @day_us: the day at which somebody looks
 *
 * Returns: that day, or the next when it is today and no full hour of it is left
 */
gint64
esp_plan_choose_day (gint64 day_us, gint64 now_us, GTimeZone *zone)
{
  gint64 ends_us = find_hour (day_us, 24, zone);

  return now_us < ends_us && find_next (now_us, ESP_USEC_PER_HOUR) >= ends_us ? ends_us : day_us;
}
