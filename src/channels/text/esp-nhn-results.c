/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NHN Cloud: what became of messages, asked for by when it became known, a day at a time. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-nhn.h"

#define FIRST_PULL_US (3 * ESP_USEC_PER_DAY)
#define LONGEST_PULL_US (30 * ESP_USEC_PER_DAY)
#define OVERLAP_US (10 * ESP_USEC_PER_MINUTE)
/* The service looks through a day at most. */
#define WINDOW_US (ESP_USEC_PER_DAY - ESP_USEC_PER_MINUTE)
#define SEOUL_S (9 * 3600)
#define DELIVERED 1000

/* KakaoTalk knows no seconds here. */
static char *
format_time (EspGateway *self, gint64 at_us)
{
  g_autoptr (GTimeZone) seoul = g_time_zone_new_offset (SEOUL_S);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) at = utc != NULL ? g_date_time_to_timezone (utc, seoul) : NULL;
  const char *format = self->service == &esp_nhn_kakao ? "%Y-%m-%d %H:%M" : "%Y-%m-%d %H:%M:%S";
  g_autofree char *text = at != NULL ? g_date_time_format (at, format) : NULL;

  return g_uri_escape_string (text != NULL ? text : "", NULL, FALSE);
}

/* The cursor: "FROM", and while a window is read "FROM UNTIL PAGE". */
typedef struct
{
  gint64 from_us;
  gint64 until_us;
  guint page;
} Cursor;

static Cursor
read_cursor (const char *text, gint64 now_us)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", 4);
  guint n = g_strv_length (parts);
  Cursor cursor = { n > 0 ? g_ascii_strtoll (parts[0], NULL, 10) : 0, 0, 1 };

  if (cursor.from_us <= 0 || cursor.from_us > now_us)
    cursor.from_us = now_us - FIRST_PULL_US;
  cursor.from_us = MAX (cursor.from_us, now_us - LONGEST_PULL_US);
  cursor.until_us = MIN (cursor.from_us + WINDOW_US, now_us);
  if (n == 3 && g_ascii_strtoll (parts[1], NULL, 10) > cursor.from_us)
    {
      cursor.until_us = g_ascii_strtoll (parts[1], NULL, 10);
      cursor.page = (guint) CLAMP (g_ascii_strtoll (parts[2], NULL, 10), 1, G_MAXINT);
    }
  return cursor;
}

static EspWebRequest *
new_request (EspGateway *self, const Cursor *cursor, guint size, GError **error)
{
  g_autofree char *from = format_time (self, cursor->from_us);
  g_autofree char *until = format_time (self, cursor->until_us);
  g_autofree char *path =
    g_strdup_printf ("/message-results?startUpdateDate=%s&endUpdateDate=%s&pageNum=%u&pageSize=%u",
                     from, until, cursor->page, size);

  return esp_nhn_request_new (self, "GET", path, error);
}

/**
 * esp_nhn_make_pull:
 *
 * Returns: (transfer full): the call for one page of results, of texts of every kind
 */
EspWebRequest *
esp_nhn_make_pull (EspGateway *self, const char *text, gint64 now_us, GError **error)
{
  Cursor cursor = read_cursor (text, now_us);

  return new_request (self, &cursor, ESP_NHN_PAGE, error);
}

static gboolean
is_one_of (const char *word, const char *first, const char *second)
{
  return g_strcmp0 (word, first) == 0 || g_strcmp0 (word, second) == 0;
}

/* Returns: whether it is known what became of it */
static gboolean
find_kind (JsonObject *result, const char *code, const char *words, EspReportKind *out_kind)
{
  g_autofree char *status = esp_json_dup_text (result, "messageStatus"); /* of KakaoTalk alone */
  g_autofree char *resend = esp_json_dup_text (result, "resendStatus");
  gboolean has_code = code != NULL && *code != '\0';

  if (!has_code && !is_one_of (status, "COMPLETED", "FAILED") && g_strcmp0 (status, "CANCEL") != 0)
    return FALSE;
  if (g_strcmp0 (resend, "RSC04") == 0)
    *out_kind = ESP_REPORT_SUBSTITUTED;
  else if (g_strcmp0 (status, "COMPLETED") == 0 ||
           (has_code && g_ascii_strtoll (code, NULL, 10) == DELIVERED))
    *out_kind = ESP_REPORT_DELIVERED;
  else if (is_one_of (resend, "RSC02", "RSC03"))
    return FALSE; /* the text behind it is still to come */
  else if (g_strcmp0 (status, "CANCEL") == 0)
    *out_kind = ESP_REPORT_FAILED;
  else
    *out_kind = esp_gateway_failure_kind (words);
  return TRUE;
}

static void
take_report (JsonObject *result, EspChannelReports *reports)
{
  g_autofree char *id = esp_json_dup_text (result, "requestId");
  g_autofree char *code = esp_json_dup_text (result, "resultCode");
  g_autofree char *words = esp_json_dup_text (result, "resultCodeName");
  g_autofree char *resulted = esp_json_dup_text (result, "resultDate");
  g_autofree char *received = esp_json_dup_text (result, "receiveDate");
  g_autofree char *updated = esp_json_dup_text (result, "updateDate");
  g_autofree char *receipt = NULL;
  g_autofree char *key = NULL;
  EspReportKind kind;
  EspReport *report;

  if (id == NULL || !find_kind (result, code, words, &kind))
    return;
  receipt =
    g_strdup_printf ("%s:%" G_GINT64_FORMAT, id, esp_json_get_number (result, "recipientSeq", 1));
  key = g_strdup_printf ("nhn:%s:%s", receipt, esp_report_kind_name (kind));
  report = esp_report_append (reports->reports, kind, key);
  report->receipt = g_steal_pointer (&receipt);
  /* Of a message whose answer was lost nothing else is known: no number is told. */
  report->message_id = esp_json_dup_text (result, "recipientGroupingKey");
  report->at_us = esp_gateway_parse_time (resulted != NULL   ? resulted
                                          : received != NULL ? received
                                                             : updated,
                                          SEOUL_S);
  report->code = g_steal_pointer (&code);
  report->text = g_steal_pointer (&words);
}

/* Texts and KakaoTalk, and KakaoTalk as it once was, keep their rows in places of their own. */
static JsonArray *
find_rows (JsonObject *object)
{
  JsonObject *body = esp_json_get_object (object, "body");
  JsonArray *rows = esp_json_get_array (body, "data");

  if (rows == NULL)
    rows = esp_json_get_array (esp_json_get_object (body, "data"), "resultUpdateList");
  if (rows == NULL)
    rows = esp_json_get_array (object, "messages");
  if (rows == NULL)
    rows =
      esp_json_get_array (esp_json_get_object (object, "messageSearchResultResponse"), "messages");
  return rows;
}

/* The service may give smaller pages than it was asked for, and then says so. */
static gboolean
has_next_page (JsonObject *object, const Cursor *cursor, guint n)
{
  JsonObject *body = esp_json_get_object (object, "body");
  gint64 n_all = esp_json_get_number (body, "totalCount", -1);
  gint64 size = esp_json_get_number (body, "pageSize", ESP_NHN_PAGE);

  if (n == 0)
    return FALSE;
  return n_all < 0 ? n >= ESP_NHN_PAGE : (gint64) (cursor->page - 1) * size + n < n_all;
}

/**
 * esp_nhn_read_pull:
 *
 * Takes one page, and makes the cursor of the next, of the next day, or of the next time.
 */
gboolean
esp_nhn_read_pull (EspGateway *self,
                   const char *text,
                   gint64 now_us,
                   const EspWebReply *reply,
                   EspChannelReports *reports,
                   GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  g_autofree char *words = NULL;
  JsonObject *object = esp_nhn_get_success (root, &words);
  JsonArray *list = find_rows (object);
  Cursor cursor = read_cursor (text, now_us);
  guint n = list != NULL ? json_array_get_length (list) : 0;

  if (object == NULL)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                   "NHN Cloud gave no results: %s", words != NULL ? words : "");
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (list, i)))
      take_report (json_array_get_object_element (list, i), reports);
  g_free (reports->cursor);
  reports->has_more = TRUE;
  if (has_next_page (object, &cursor, n))
    reports->cursor = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u",
                                       cursor.from_us, cursor.until_us, cursor.page + 1);
  else if (cursor.until_us < now_us - ESP_USEC_PER_MINUTE)
    reports->cursor = g_strdup_printf ("%" G_GINT64_FORMAT, cursor.until_us);
  else
    {
      reports->has_more = FALSE;
      reports->cursor = g_strdup_printf ("%" G_GINT64_FORMAT, cursor.until_us - OVERLAP_US);
    }
  return TRUE;
}

/**
 * esp_nhn_make_test:
 *
 * Returns: (transfer full): a question that changes nothing: what became known in the last minute
 */
EspWebRequest *
esp_nhn_make_test (EspGateway *self, GError **error)
{
  gint64 now_us = esp_clock_now_us (self->clock);
  const Cursor cursor = { now_us - ESP_USEC_PER_MINUTE, now_us, 1 };

  return new_request (self, &cursor, 1, error);
}

/**
 * esp_nhn_read_test:
 *
 * Returns: (transfer full): that the keys are right; %NULL with @error set
 */
char *
esp_nhn_read_test (EspGateway *self, const EspWebReply *reply, GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  g_autofree char *words = NULL;

  if (esp_nhn_get_success (root, &words) != NULL)
    return g_strdup ("NHN Cloud answers for the app key. Whether the sender is registered only a "
                     "message shows: send one to yourself.");
  g_set_error (error, ESP_CHANNEL_ERROR,
               words != NULL ? ESP_CHANNEL_ERROR_AUTH : ESP_CHANNEL_ERROR_FAILED,
               "NHN Cloud refuses: %s", words != NULL ? words : "its answer could not be read");
  return NULL;
}
