/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts message, lead, sender, law and channel together into the text that goes out, and counts it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-text-composer.h"

#include "channels/esp-channel-kinds.h"
#include "engine/content/text/esp-kakao.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"

#include <string.h>

#define DEFAULT_ZONE "Asia/Seoul"
#define DEFAULT_COUNTRY "KR"
#define KOREA "+82"
/* Without a channel: what the most of them carry. */
#define USUAL_MMS                                                                                  \
  {                                                                                                \
    .max_pictures = 3, .max_kb = 300                                                               \
  }

struct _EspTextComposer
{
  EspTextTemplate *compiled;
  EspSenderFacts facts; /* points into texts */
  EspTextLaw law;       /* points into texts */
  GPtrArray *texts;     /* (element-type utf8) */
  GTimeZone *timezone;
  EspTextCounting counting;
  EspMmsLimits mms;
  const char *sender; /* in texts; "" is none */
  gboolean is_demo;   /* nothing leaves the computer, so nothing is asked of a channel */
  double prices[ESP_N_PRICES];
  char *campaign_id;
  char *campaign_name; /* (nullable) */
};

static const char *const price_names[ESP_N_PRICES] = { "sms",      "lms",   "mms",
                                                       "alimtalk", "brand", "free" };

/**
 * esp_price_class_name:
 *
 * Returns: "sms", "lms", "mms", "alimtalk", "brand" or "free"
 */
const char *
esp_price_class_name (EspPriceClass price)
{
  return (guint) price < ESP_N_PRICES ? price_names[price] : "";
}

static const char *
keep (EspTextComposer *self, char *text)
{
  g_ptr_array_add (self->texts, text);
  return esp_text_is_blank (text) ? NULL : text;
}

static gboolean
load_text (EspTextComposer *self,
           EspTx *tx,
           const char *key,
           const char *fallback,
           const char **out,
           GError **error)
{
  char *text = esp_meta_get_text (tx, key, fallback, error);

  if (text == NULL)
    return FALSE;
  *out = keep (self, text);
  return TRUE;
}

static gboolean
load_settings (EspTextComposer *self, EspTx *tx, GError **error)
{
  const char *zone = NULL;

  if (!load_text (self, tx, ESP_META_SENDER_COMPANY, "", &self->facts.name, error) ||
      !load_text (self, tx, ESP_META_SENDER_ADDRESS, "", &self->facts.address, error) ||
      !load_text (self, tx, ESP_META_SENDER_PHONE, "", &self->facts.phone, error) ||
      !load_text (self, tx, ESP_META_COUNTRY, DEFAULT_COUNTRY, &self->facts.country, error) ||
      !load_text (self, tx, ESP_META_SENDER_EMAIL, "", &self->facts.email, error) ||
      !load_text (self, tx, ESP_META_ZONE, DEFAULT_ZONE, &zone, error))
    return FALSE;
  self->timezone = g_time_zone_new_identifier (zone != NULL ? zone : DEFAULT_ZONE);
  if (self->timezone == NULL)
    self->timezone = g_time_zone_new_utc ();
  self->law.name = self->facts.name;
  self->law.is_korean = g_strcmp0 (self->facts.country, DEFAULT_COUNTRY) == 0;
  return TRUE;
}

static gboolean
carries (const EspChannelRecord *record, EspTextMedium medium)
{
  const EspChannelKind *kind = esp_channel_kind_find (record->kind);

  return kind != NULL && record->is_enabled &&
         (g_strcmp0 (esp_medium_name (kind->medium), esp_text_medium_name (medium)) == 0 ||
          (kind->medium == ESP_MEDIUM_WEBHOOK && medium == ESP_TEXT_MEDIUM_CHAT));
}

static void
read_channel (EspTextComposer *self, const EspChannelRecord *record)
{
  const char *settings = record->settings;
  const EspChannelKind *kind = esp_channel_kind_find (record->kind);

  self->law.optout_number = keep (self, esp_channel_settings_dup (settings, "optout-number"));
  self->law.optout_path = keep (self, esp_channel_settings_dup (settings, "optout-path"));
  if (kind->medium == ESP_MEDIUM_TEXT)
    self->mms = (EspMmsLimits){ kind->max_pictures, kind->max_picture_kb, kind->max_picture_px };
  self->law.takes_stop = g_str_equal (record->kind, "twilio");
  self->sender = keep (self, esp_channel_settings_dup (settings, "sender"));
  self->counting = g_str_equal (record->kind, "twilio") ? ESP_COUNTING_WORLD : ESP_COUNTING_KOREAN;
  for (guint i = 0; i < ESP_PRICE_FREE; i++)
    {
      g_autofree char *name = g_strconcat ("price-", price_names[i], NULL);
      g_autofree char *price = esp_channel_settings_dup (settings, name);

      self->prices[i] = price != NULL ? MAX (g_ascii_strtod (price, NULL), 0) : 0;
    }
}

/* Without a channel of its own the first that could carry it tells number, prices and the way to count. */
static gboolean
load_channel (EspTextComposer *self,
              EspTx *tx,
              const EspChannelRecord *record,
              EspTextMedium medium,
              GError **error)
{
  g_autoptr (GPtrArray) channels = NULL;

  self->is_demo = record != NULL && g_str_equal (record->kind, "demo");
  if (record != NULL && carries (record, medium))
    {
      read_channel (self, record);
      return TRUE;
    }
  channels = esp_channel_list (tx, error);
  if (channels == NULL)
    return FALSE;
  for (guint i = 0; i < channels->len; i++)
    {
      g_autoptr (EspChannelRecord) full = NULL;

      if (!carries (channels->pdata[i], medium))
        continue;
      full = esp_channel_load (tx, ((EspChannelRecord *) channels->pdata[i])->id, error);
      if (full == NULL)
        return FALSE;
      read_channel (self, full);
      return TRUE;
    }
  return TRUE;
}

/**
 * esp_text_composer_load_document:
 * @json: the message, instead of a stored one: for an editor's preview
 *
 * Returns: (transfer full) (nullable): the composer; %NULL with @error set
 */
EspTextComposer *
esp_text_composer_load_document (EspTx *tx,
                                 const EspTextSource *source,
                                 const char *json,
                                 GError **error)
{
  g_autoptr (EspTextComposer) self = g_new0 (EspTextComposer, 1);
  g_autoptr (EspTextDoc) doc = NULL;

  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->mms = (EspMmsLimits) USUAL_MMS;
  self->campaign_id = g_strdup_printf ("c%" G_GINT64_FORMAT, source->campaign_id);
  self->campaign_name = g_strdup (source->campaign_name);
  doc = esp_text_doc_parse (json, -1, error);
  if (doc == NULL || !load_settings (self, tx, error) ||
      !load_channel (self, tx, source->channel, doc->medium, error))
    return NULL;
  self->compiled = esp_text_template_new (doc, &self->facts, error);
  return self->compiled != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_text_composer_load:
 *
 * Returns: (transfer full) (nullable): the composer of a stored message; %NULL with @error set
 */
EspTextComposer *
esp_text_composer_load (EspTx *tx, const EspTextSource *source, GError **error)
{
  g_autoptr (EspMessageRow) row = NULL;
  g_autofree char *frozen = NULL;

  if (source->version > 0)
    {
      frozen = esp_message_load_version (tx, source->message_id, source->version, error);
      return frozen != NULL ? esp_text_composer_load_document (tx, source, frozen, error) : NULL;
    }
  row = esp_message_load (tx, source->message_id, error);
  return row != NULL ? esp_text_composer_load_document (tx, source, row->document, error) : NULL;
}

/**
 * esp_text_composer_free:
 * @self: (nullable): a composer
 */
void
esp_text_composer_free (EspTextComposer *self)
{
  if (self == NULL)
    return;
  esp_text_template_free (self->compiled);
  g_clear_pointer (&self->timezone, g_time_zone_unref);
  g_ptr_array_unref (self->texts);
  g_free (self->campaign_id);
  g_free (self->campaign_name);
  g_free (self);
}

static void
count_korean (EspTextBody *body, guint n_images, EspTextCount *out_count)
{
  esp_text_count_korean (body->title, body->body, n_images, body->wish, out_count);
  body->wish = (EspTextWish) (ESP_TEXT_WISH_SMS + out_count->kind);
}

/* The kind is decided here, once: what is shown is what is paid. */
static void
count (EspTextComposer *self, EspText *out)
{
  EspTextDoc *doc = out->doc;

  switch (doc->medium)
    {
    case ESP_TEXT_MEDIUM_TEXT:
      if (self->counting == ESP_COUNTING_KOREAN)
        count_korean (&doc->text, doc->files->len, &out->count);
      else
        {
          esp_text_count_world (doc->text.body, &out->count);
          doc->text.wish = ESP_TEXT_WISH_SMS;
        }
      out->price = (EspPriceClass) (ESP_PRICE_SMS + out->count.kind);
      break;
    case ESP_TEXT_MEDIUM_KAKAO:
      out->price = doc->kakao.product == ESP_KAKAO_BRAND ? ESP_PRICE_BRAND : ESP_PRICE_ALIMTALK;
      out->count.segments = 1;
      if (doc->has_substitute)
        count_korean (&doc->substitute, 0, &out->substitute);
      break;
    case ESP_TEXT_MEDIUM_CHAT:
    case ESP_TEXT_MEDIUM_PUSH:
    case ESP_N_TEXT_MEDIA:
    default:
      out->price = ESP_PRICE_FREE;
      out->count.segments = 1;
    }
}

/* Values of a person can break these; the rest is wrong for everybody, and the checks of the message say so. */
static gboolean
is_of_person (EspKakaoProblemKind kind)
{
  return kind == ESP_KAKAO_TOO_LONG || kind == ESP_KAKAO_TOO_MANY_LINES ||
         kind == ESP_KAKAO_BUTTON_NAME || kind == ESP_KAKAO_BUTTON_LINK ||
         kind == ESP_KAKAO_COUPON_TITLE || kind == ESP_KAKAO_COUPON_TEXT;
}

/* Here, not by the service: a person whose copy it would refuse is counted and named before anything leaves. */
static gboolean
check_kakao (const EspText *text, GError **error)
{
  g_autoptr (GPtrArray) problems =
    text->doc->medium == ESP_TEXT_MEDIUM_KAKAO ? esp_kakao_check (text->doc) : NULL;

  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const EspKakaoProblem *problem = problems->pdata[i];
      g_autofree char *sentence = NULL;

      if (!is_of_person (problem->kind))
        continue;
      /* Without the words of the person: an error names nobody. */
      sentence = problem->kind == ESP_KAKAO_TOO_LONG
                   ? esp_kakao_problem_to_sentence (problem)
                   : g_strdup_printf ("%s (%s)", "KakaoTalk would refuse it with these values",
                                      problem->place);
      g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_RENDER, sentence);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_filled (EspTextComposer *self, const EspText *text, GError **error)
{
  const char *what = NULL;

  if (text->count.is_too_long || text->substitute.is_too_long)
    what = "The text is too long for the kind that is chosen";
  else if (text->count.is_subject_too_long || text->substitute.is_subject_too_long)
    what = "The title is longer than 40 bytes";
  else if (text->count.n_strangers > 0 || text->substitute.n_strangers > 0)
    what = "The text holds characters that Korean text messages cannot carry";
  else if (text->doc->medium == ESP_TEXT_MEDIUM_TEXT &&
           esp_mms_check (text->doc, text->count.kind, &self->mms, NULL) != ESP_MMS_RIGHT)
    what = "The pictures are not such as the channel carries with a text";
  if (what == NULL)
    return check_kakao (text, error);
  g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_RENDER, what);
  return FALSE;
}

static char *
format_day (EspTextComposer *self, gint64 time_us)
{
  g_autoptr (GDateTime) utc =
    time_us != 0 ? g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, self->timezone) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d") : NULL;
}

/**
 * esp_text_composer_compose:
 * @out_text: (out): esp_text_clear() frees it; filled also with %FALSE when the text was made and only
 *   cannot be sent as it is
 *
 * Returns: %FALSE with @error set when a tag fails, or the text of this person is too long or holds what
 *   cannot be sent; the error names no person
 */
gboolean
esp_text_composer_compose (EspTextComposer *self,
                           const EspTextRequest *request,
                           EspText *out_text,
                           GError **error)
{
  g_autofree char *consent_date =
    format_day (self, request->sample != NULL && request->consent_at_us == 0
                        ? request->now_us
                        : request->consent_at_us);
  const EspMessageRecipient recipient = {
    .lookup = request->sample != NULL ? esp_message_sample_lookup : esp_message_lead_lookup,
    .lead =
      request->sample != NULL ? (gconstpointer) request->sample : (gconstpointer) request->lead,
    .consent_date = consent_date,
    .campaign_id = self->campaign_id,
    .campaign_name = self->campaign_name,
    .now_us = request->now_us,
    .timezone = self->timezone
  };
  EspTextLaw law = self->law;

  memset (out_text, 0, sizeof *out_text);
  out_text->doc = esp_text_template_render (self->compiled, &recipient, &out_text->missing, error);
  if (out_text->doc == NULL)
    return out_text->missing != NULL;
  /* A telephone tells whose law holds. */
  if (request->address != NULL && *request->address == '+')
    law.is_korean = g_str_has_prefix (request->address, KOREA);
  esp_text_law_apply (out_text->doc, &law);
  count (self, out_text);
  return check_filled (self, out_text, error);
}

/**
 * esp_text_clear:
 *
 * Frees what a text holds.
 */
void
esp_text_clear (EspText *text)
{
  g_clear_pointer (&text->doc, esp_text_doc_free);
}

/**
 * esp_text_composer_get_doc:
 *
 * Returns: (transfer none): the message
 */
const EspTextDoc *
esp_text_composer_get_doc (EspTextComposer *self)
{
  return esp_text_template_get_doc (self->compiled);
}

/**
 * esp_text_composer_get_template:
 *
 * Returns: (transfer none): the compiled message
 */
EspTextTemplate *
esp_text_composer_get_template (EspTextComposer *self)
{
  return self->compiled;
}

/**
 * esp_text_composer_get_law:
 *
 * Returns: (transfer none): what the law wants said of the sender
 */
const EspTextLaw *
esp_text_composer_get_law (EspTextComposer *self)
{
  return &self->law;
}

/**
 * esp_text_composer_get_mms_limits:
 *
 * Returns: (transfer none): the pictures that the channel carries
 */
const EspMmsLimits *
esp_text_composer_get_mms_limits (EspTextComposer *self)
{
  return &self->mms;
}

/**
 * esp_text_composer_get_counting:
 *
 * Returns: how the channel measures
 */
EspTextCounting
esp_text_composer_get_counting (EspTextComposer *self)
{
  return self->counting;
}

/**
 * esp_text_composer_get_sender:
 *
 * Returns: (transfer none): the number that it comes from; "" when none is set
 */
const char *
esp_text_composer_get_sender (EspTextComposer *self)
{
  return self->sender != NULL ? self->sender : "";
}

/**
 * esp_text_composer_is_demo:
 *
 * Returns: whether it goes to the demo mailbox, which needs no number of a sender
 */
gboolean
esp_text_composer_is_demo (EspTextComposer *self)
{
  return self->is_demo;
}

/**
 * esp_text_composer_get_price:
 *
 * Returns: of one message of the kind, or of one segment; 0 when the channel names none
 */
double
esp_text_composer_get_price (EspTextComposer *self, EspPriceClass price)
{
  return self->prices[price];
}

/**
 * esp_text_composer_get_cost:
 *
 * Returns: what the copy of one person costs, without its substitute
 */
double
esp_text_composer_get_cost (EspTextComposer *self, const EspText *text)
{
  return esp_text_composer_get_price (self, text->price) * MAX (text->count.segments, 1);
}
