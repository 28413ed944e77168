/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes a campaign as a process: stages, lists, files, the brief and planned advertisements. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-process-acts.h"

#include "engine/plan/esp-ad-json.h"
#include "engine/plan/esp-brief.h"
#include "engine/plan/esp-forecast.h"
#include "engine/plan/esp-occasions.h"
#include "engine/plan/esp-plan-days.h"
#include "engine/plan/esp-plan.h"
#include "store/esp-meta.h"
#include "views/campaigns/esp-process-words.h"
#include "views/shell/esp-background.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct
{
  EspSession *session; /* (owned) */
  EspProcessAct act;
  gint64 campaign_id;
  EspWork work;
  char *text; /* (owned) (nullable) */
  char *more; /* (owned) (nullable) */
  gint64 number;
  GBytes *bytes;         /* (owned) (nullable) of a file */
  EspForecast *forecast; /* (owned) (nullable) */
  EspLang lang;
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->session);
  g_free (call->text);
  g_free (call->more);
  g_clear_pointer (&call->bytes, g_bytes_unref);
  g_clear_pointer (&call->forecast, esp_forecast_free);
  g_free (call);
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

static gboolean
read_day (const char *text, gint64 *out_day, GError **error)
{
  *out_day = ESP_WORK_NO_DAY;
  if (text == NULL || *text == '\0' || esp_plan_day_parse (text, out_day))
    return TRUE;
  return refuse (error, "A day is written as 2027-02-07");
}

static gboolean
read_dates (const Call *call, EspTx *tx, EspProcessDates *dates, GError **error)
{
  *dates = (EspProcessDates){ .today = esp_plan_day_today (tx) };
  if (!read_day (call->text, &dates->first, error) || !read_day (call->more, &dates->last, error))
    return FALSE;
  return dates->first == ESP_WORK_NO_DAY || dates->last == ESP_WORK_NO_DAY ||
         dates->last >= dates->first || refuse (error, "The campaign would end before it begins");
}

static gboolean
begin (const Call *call, EspTx *tx, EspHolidays *holidays, GError **error)
{
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, call->campaign_id, error);
  EspProcessDates dates = { .today = esp_plan_day_today (tx) };

  if (book == NULL)
    return FALSE;
  if (call->number == ESP_PROCESS_NONE)
    return esp_process_end (tx, call->campaign_id, error);
  dates.first = book->starts_day;
  dates.last = book->ends_day;
  return esp_process_begin (tx, call->campaign_id, (EspProcess) call->number, &dates, holidays,
                            error);
}

static gboolean
apply_occasion (const Call *call, EspTx *tx, EspHolidays *holidays, GError **error)
{
  g_autoptr (GPtrArray) occasions = esp_occasions_load (error);
  const EspOccasion *occasion =
    occasions != NULL ? esp_occasions_find (occasions, call->text) : NULL;
  gint64 day = 0;

  return occasion != NULL &&
         esp_occasion_next_day (occasion, holidays, esp_plan_day_today (tx), &day, error) &&
         esp_occasion_apply (occasion, tx, call->campaign_id, day, holidays, call->lang, error);
}

static gboolean
change_stage (const Call *call, EspTx *tx, GError **error)
{
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, call->campaign_id, error);
  EspWorkRow *row = book != NULL ? esp_stage_book_find (book, call->work) : NULL;

  if (book == NULL)
    return FALSE;
  if (row == NULL)
    return refuse (error, "The campaign has no such stage");
  if (call->act == ESP_PROCESS_ACT_DUE && !read_day (call->text, &row->due_day, error))
    return FALSE;
  if (call->act == ESP_PROCESS_ACT_OWNER)
    {
      g_free (row->owner);
      row->owner = g_strdup (call->text);
    }
  if (call->act == ESP_PROCESS_ACT_STATE)
    {
      row->state = (EspWorkState) call->number;
      row->done_us = row->state == ESP_WORK_DONE ? esp_tx_get_now_us (tx) : 0;
    }
  return esp_work_row_save (tx, row, error);
}

static gboolean
save_brief (const Call *call, EspTx *tx, EspBrief *brief, GError **error)
{
  g_autofree char *json = esp_brief_to_json (brief);

  return esp_stage_book_set_brief (tx, call->campaign_id, json, error);
}

/* The interval and the reasons of a forecast are not those of what somebody says. */
static gboolean
expect (EspBrief *brief, const Call *call, GError **error)
{
  return esp_brief_set (brief, "metric", call->text, error) &&
         esp_brief_set (brief, "low", "", error) && esp_brief_set (brief, "high", "", error) &&
         esp_brief_set (brief, "reasoning", "", error) &&
         esp_brief_set (brief, "expected", call->more, error);
}

static gboolean
change_brief (const Call *call, EspTx *tx, GError **error)
{
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, call->campaign_id, error);
  g_autoptr (EspBrief) brief = book != NULL ? esp_brief_parse (book->brief, error) : NULL;

  if (brief == NULL)
    return FALSE;
  if (call->act == ESP_PROCESS_ACT_BRIEF)
    return esp_brief_set (brief, call->text, call->more != NULL ? call->more : "", error) &&
           save_brief (call, tx, brief, error);
  if (call->act == ESP_PROCESS_ACT_EXPECT)
    return expect (brief, call, error) && save_brief (call, tx, brief, error);
  g_free (brief->metric);
  g_free (brief->reasoning);
  brief->metric = g_strdup (call->text);
  brief->reasoning = esp_process_words_reason (call->forecast);
  brief->audience = call->forecast->audience;
  brief->expected = round (call->forecast->expected);
  brief->low = floor (call->forecast->low);
  brief->high = ceil (call->forecast->high);
  brief->expects = TRUE;
  return save_brief (call, tx, brief, error);
}

static gboolean
replace_ads (const Call *call, EspTx *tx, GError **error)
{
  g_autofree char *currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);
  g_autoptr (GPtrArray) ads =
    currency != NULL
      ? esp_ad_json_parse (call->campaign_id, call->text, esp_currency_exponent (currency), error)
      : NULL;

  return ads != NULL && esp_ad_json_replace (tx, call->campaign_id, ads, error);
}

static gboolean
write_parts (const Call *call, EspTx *tx, GError **error)
{
  g_autofree char *name = NULL;

  switch ((guint) call->act)
    {
    case ESP_PROCESS_ACT_TICK:
      return esp_stage_check_set_done (tx, call->number, call->text != NULL, NULL, error);
    case ESP_PROCESS_ACT_ADD:
      return esp_stage_check_add (tx, call->campaign_id, call->work, NULL, call->text, error);
    case ESP_PROCESS_ACT_REMOVE:
      return esp_stage_check_remove (tx, call->number, error);
    case ESP_PROCESS_ACT_ATTACH:
      name = g_path_get_basename (call->text);
      return esp_stage_file_add (tx, call->campaign_id, call->work, name, call->bytes, error);
    case ESP_PROCESS_ACT_DETACH:
      return esp_stage_file_remove (tx, call->number, error);
    case ESP_PROCESS_ACT_ADS:
      return replace_ads (call, tx, error);
    default:
      return change_brief (call, tx, error);
    }
}

static gboolean
write_cb (EspTx *tx, gpointer data, GError **error)
{
  const Call *call = data;
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, NULL);
  EspProcessDates dates;

  switch ((guint) call->act)
    {
    case ESP_PROCESS_ACT_BEGIN:
      return begin (call, tx, holidays, error);
    case ESP_PROCESS_ACT_OCCASION:
      return apply_occasion (call, tx, holidays, error);
    case ESP_PROCESS_ACT_DAYS:
      return read_dates (call, tx, &dates, error) &&
             esp_process_move (tx, call->campaign_id, &dates, holidays, error);
    case ESP_PROCESS_ACT_OWNER:
    case ESP_PROCESS_ACT_DUE:
    case ESP_PROCESS_ACT_STATE:
      return change_stage (call, tx, error);
    case ESP_PROCESS_ACT_HAND_OVER:
      return esp_process_hand_over (tx, call->campaign_id, call->text, call->more,
                                    call->number != 0, error);
    default:
      return write_parts (call, tx, error);
    }
}

static const char *
describe_done (EspProcessAct act)
{
  switch ((guint) act)
    {
    case ESP_PROCESS_ACT_BEGIN:
    case ESP_PROCESS_ACT_OCCASION:
      return _ ("The process of the campaign was changed");
    case ESP_PROCESS_ACT_HAND_OVER:
      return _ ("Handed over");
    case ESP_PROCESS_ACT_REMOVE:
      return _ ("Point removed");
    case ESP_PROCESS_ACT_DETACH:
      return _ ("File removed");
    case ESP_PROCESS_ACT_FORECAST:
      return _ ("The brief expects what was forecast");
    default:
      return NULL;
    }
}

static void
tell (Call *call, const GError *error)
{
  g_autofree char *message = NULL;

  if (g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID))
    message = g_strdup (call->act == ESP_PROCESS_ACT_FORECAST
                          ? _ ("No past campaign of this kind has figures. Write yourself what "
                               "you expect, and why.")
                        : call->act == ESP_PROCESS_ACT_EXPECT
                          ? _ ("Write how many as a number such as 1,200.")
                        : call->act == ESP_PROCESS_ACT_ATTACH ? _ ("The file is larger than 16 MB.")
                        : call->act == ESP_PROCESS_ACT_DUE || call->act == ESP_PROCESS_ACT_DAYS
                          ? _ ("Write a day as 2027-02-07; the last one not before the first.")
                          : error->message);
  else
    message = esp_store_message (error);
  esp_session_toast (call->session, message);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    tell (call, error);
  else if (describe_done (call->act) != NULL && history_id != 0)
    esp_session_toast_undo (call->session, describe_done (call->act), history_id);
  call_free (call);
}

static void
write_call (Call *call)
{
  static const EspOperation operation = { .kind = "campaign" };

  esp_store_write_async (esp_session_get_store (call->session), &operation, write_cb, call, NULL,
                         written_cb, call);
}

static gboolean
forecast_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  EspMetricId metric = ESP_METRIC_CLICKED;
  g_autofree char *currency = NULL;
  double scale;

  if (!esp_metric_find (call->text, &metric))
    return refuse (error, "There is no such figure");
  scale = 1;
  if (esp_forecast_is_of_ads (metric))
    {
      currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);
      if (currency == NULL)
        return FALSE;
      scale = pow (10, esp_currency_exponent (currency));
    }
  call->forecast =
    esp_forecast_load (tx, call->campaign_id, metric, (double) call->number * scale, error);
  return call->forecast != NULL;
}

static void
forecasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;

  if (esp_store_read_finish (ESP_STORE (source), result, &error) != NULL)
    {
      write_call (call);
      return;
    }
  tell (call, error);
  call_free (call);
}

static gboolean
load_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  Call *call = data;
  char *contents = NULL;
  gsize length = 0;

  if (!g_file_get_contents (call->text, &contents, &length, error))
    return FALSE;
  call->bytes = g_bytes_new_take (contents, length);
  return TRUE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;

  if (esp_background_run_finish (result, &error) != NULL)
    {
      write_call (call);
      return;
    }
  esp_session_toast (call->session, error->message);
  call_free (call);
}

/**
 * esp_process_act:
 *
 * Does it. What goes wrong is told by the window.
 */
void
esp_process_act (EspCampaignPage *page, const EspProcessOrder *order)
{
  Call *call = g_new0 (Call, 1);

  call->session = g_object_ref (esp_campaign_page_get_session (page));
  call->act = order->act;
  call->campaign_id = esp_campaign_page_get_campaign (page);
  call->work = order->work;
  call->text = g_strdup (order->text);
  call->more = g_strdup (order->more);
  call->number = order->number;
  call->lang = esp_session_get_lang (call->session);
  if (order->act == ESP_PROCESS_ACT_FORECAST)
    esp_store_read_async (esp_session_get_store (call->session), ESP_READ_LONG, forecast_cb, call,
                          NULL, NULL, forecasted_cb, call);
  else if (order->act == ESP_PROCESS_ACT_ATTACH)
    esp_background_run_async (load_worker, call, NULL, NULL, loaded_cb, call);
  else
    write_call (call);
}
