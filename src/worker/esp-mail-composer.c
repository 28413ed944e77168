/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts message, lead, sender and secrets together into the email that goes out. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-mail-composer.h"

#include "base/esp-clock.h"
#include "channels/email/esp-mail-token.h"
#include "engine/content/esp-message-language.h"
#include "engine/content/esp-social.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-library-content.h"
#include "worker/esp-mail-key.h"

#include <string.h>

#define DEFAULT_ZONE "Asia/Seoul"
#define DEFAULT_COUNTRY "KR"

/* The one list that a workspace has: unsubscribing from it is unsubscribing from advertising. */
#define LIST_ID 1

/* The message in one language, ready to be sent. */
typedef struct
{
  EspMessageDoc *doc;
  EspMessageTemplate *compiled;
  EspMime *mime; /* (nullable) when it is only read */
} Edition;

struct _EspMailComposer
{
  EspMessageDoc *doc;   /* as it is stored, with every language */
  GPtrArray *editions;  /* (element-type Edition): the language of the message first */
  EspBrandKit *kit;     /* (nullable): of the library */
  EspBrand brand;       /* points into the kit */
  EspSenderFacts facts; /* points into texts */
  GPtrArray *texts;     /* (element-type utf8) */
  GTimeZone *timezone;
  GBytes *key;                     /* of the marks that come back from outside */
  const char *unsubscribe_url;     /* (nullable): in texts */
  const char *preferences_url;     /* (nullable): in texts */
  const char *unsubscribe_mailbox; /* in texts */
  const char *bounce_mailbox;      /* (nullable): in texts */
  guint32 send_id;
  gboolean is_only_read;
  char *campaign_id;
  char *campaign_name; /* (nullable) */
};

static const Edition *
main_edition (const EspMailComposer *self)
{
  return self->editions->pdata[0];
}

static void
edition_free (gpointer data)
{
  Edition *self = data;

  g_clear_pointer (&self->mime, esp_mime_free);
  g_clear_pointer (&self->compiled, esp_message_template_free);
  g_clear_pointer (&self->doc, esp_message_doc_free);
  g_free (self);
}

/* Loads a setting into @out, which lives as long as the composer; NULL when it is empty. */
static gboolean
load_text (EspMailComposer *self,
           EspTx *tx,
           const char *key,
           const char *fallback,
           const char **out,
           GError **error)
{
  g_autoptr (GError) problem = NULL;
  char *text = esp_meta_get_text (tx, key, fallback != NULL ? fallback : "", &problem);

  *out = NULL;
  if (problem != NULL)
    {
      g_free (text);
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (text == NULL)
    return TRUE;
  g_ptr_array_add (self->texts, text);
  if (!esp_text_is_blank (text))
    *out = text;
  return TRUE;
}

static gboolean
load_settings (EspMailComposer *self, EspTx *tx, GError **error)
{
  const char *sender_name;
  const char *sender_email;
  const char *reply_to;
  const char *zone;
  EspMessageDoc *doc = self->doc;

  if (!load_text (self, tx, ESP_META_SENDER_COMPANY, NULL, &self->facts.name, error) ||
      !load_text (self, tx, ESP_META_SENDER_ADDRESS, NULL, &self->facts.address, error) ||
      !load_text (self, tx, ESP_META_SENDER_PHONE, NULL, &self->facts.phone, error) ||
      !load_text (self, tx, ESP_META_COUNTRY, DEFAULT_COUNTRY, &self->facts.country, error) ||
      !load_text (self, tx, ESP_META_SENDER_NUMBER, NULL, &self->facts.number, error) ||
      !load_text (self, tx, ESP_META_SENDER_NAME, NULL, &sender_name, error) ||
      !load_text (self, tx, ESP_META_SENDER_EMAIL, NULL, &sender_email, error) ||
      !load_text (self, tx, ESP_META_SENDER_REPLY_TO, NULL, &reply_to, error) ||
      !load_text (self, tx, ESP_META_UNSUBSCRIBE_URL, NULL, &self->unsubscribe_url, error) ||
      !load_text (self, tx, ESP_META_PREFERENCES_URL, NULL, &self->preferences_url, error) ||
      !load_text (self, tx, ESP_META_UNSUBSCRIBE_MAILBOX, NULL, &self->unsubscribe_mailbox,
                  error) ||
      !load_text (self, tx, ESP_META_BOUNCE_MAILBOX, NULL, &self->bounce_mailbox, error) ||
      !load_text (self, tx, ESP_META_ZONE, DEFAULT_ZONE, &zone, error))
    return FALSE;
  if (esp_text_is_blank (doc->sender_address))
    esp_message_doc_set (&doc->sender_address, sender_email != NULL ? sender_email : "");
  if (esp_text_is_blank (doc->sender_name))
    esp_message_doc_set (&doc->sender_name, sender_name != NULL        ? sender_name
                                            : self->facts.name != NULL ? self->facts.name
                                                                       : "");
  if (esp_text_is_blank (doc->reply_to) && reply_to != NULL)
    esp_message_doc_set (&doc->reply_to, reply_to);
  self->facts.email = !esp_text_is_blank (doc->reply_to) ? doc->reply_to : doc->sender_address;
  if (self->unsubscribe_mailbox == NULL)
    self->unsubscribe_mailbox = self->facts.email;
  self->timezone = g_time_zone_new_identifier (zone != NULL ? zone : DEFAULT_ZONE);
  if (self->timezone == NULL)
    self->timezone = g_time_zone_new_utc ();
  self->brand = esp_brand_default;
  if (!esp_library_content_load_brand (tx, doc->brand, &self->kit, error))
    return FALSE;
  if (self->kit != NULL)
    {
      esp_brand_kit_get_brand (self->kit, &self->brand);
      esp_brand_kit_add_logo (self->kit, doc);
    }
  if (self->brand.name == NULL)
    self->brand.name = self->facts.name;
  return TRUE;
}

/* "Feedback-ID: send:campaign:class:sender": the last field is the same in everything a sender sends. */
static char *
make_feedback_id (EspMailComposer *self)
{
  const char *at = strrchr (self->doc->sender_address, '@');
  g_autofree char *wire = at != NULL ? esp_mail_domain_to_wire (at + 1, NULL) : NULL;
  g_autofree char *domain = g_ascii_strdown (wire != NULL ? wire : "sender", -1);

  for (char *c = domain; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c))
      *c = '-';
  return g_strdup_printf ("s%u:%s:%s:%s", self->send_id, self->campaign_id,
                          self->doc->message_class == ESP_MESSAGE_CLASS_AD ? "ad" : "service",
                          domain);
}

static int
utc_offset_at (GTimeZone *zone, gint64 now_us)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, now_us / G_USEC_PER_SEC);

  return interval >= 0 ? g_time_zone_get_offset (zone, interval) : 0;
}

static EspMime *
make_mime (EspMailComposer *self, const EspMessageDoc *doc, gint64 now_us, GError **error)
{
  gboolean is_ad = doc->message_class == ESP_MESSAGE_CLASS_AD;
  const char *at = strrchr (doc->sender_address, '@');
  g_autofree char *feedback_id = make_feedback_id (self);
  g_autofree char *domain = at != NULL ? esp_mail_domain_to_wire (at + 1, NULL) : NULL;
  g_autofree char *list_id = domain != NULL ? g_strdup_printf ("news.%s", domain) : NULL;
  g_autofree EspMimeFile *files = g_new0 (EspMimeFile, doc->files->len + 1);
  EspMimeSetup setup = { .from_name = doc->sender_name,
                         .from_address = doc->sender_address,
                         .reply_to = doc->reply_to,
                         .list_name = is_ad ? self->facts.name : NULL,
                         .list_id = is_ad ? list_id : NULL,
                         .feedback_id = feedback_id,
                         .campaign_id = self->campaign_id,
                         .is_bulk = is_ad,
                         .is_automatic = !is_ad,
                         .utc_offset_s = utc_offset_at (self->timezone, now_us),
                         .files = files,
                         .n_files = doc->files->len };

  for (guint i = 0; i < doc->files->len; i++)
    {
      const EspMessageFile *file = doc->files->pdata[i];

      files[i] = (EspMimeFile){ file->id, file->name, file->type, file->is_inline, file->data };
    }
  return esp_mime_new (&setup, error);
}

/* Adds the language that the message has for readers of @language. */
static gboolean
add_edition (EspMailComposer *self, const char *language, gint64 now_us, GError **error)
{
  Edition *edition = g_new0 (Edition, 1);

  g_ptr_array_add (self->editions, edition);
  edition->doc = esp_message_doc_pick_language (self->doc, language, NULL);
  esp_social_add_icons (edition->doc);
  edition->compiled = esp_message_template_new (edition->doc, &self->brand, &self->facts, error);
  if (edition->compiled == NULL)
    {
      if (self->editions->len > 1)
        g_prefix_error (error, "In the language “%s”: ", language);
      return FALSE;
    }
  edition->mime = make_mime (self, edition->doc, now_us, self->is_only_read ? NULL : error);
  return edition->mime != NULL || self->is_only_read;
}

static gboolean
add_editions (EspMailComposer *self, gint64 now_us, GError **error)
{
  if (!add_edition (self, self->doc->language, now_us, error))
    return FALSE;
  for (guint i = 0; i < self->doc->variants->len; i++)
    {
      const EspMessageVariant *variant = self->doc->variants->pdata[i];

      if (!add_edition (self, variant->language, now_us, error))
        return FALSE;
    }
  return TRUE;
}

/* Returns the edition that the reader gets; the message's own for someone whose language is not known. */
static const Edition *
find_edition (const EspMailComposer *self, const EspMessageRecipient *recipient)
{
  const EspValue *value = NULL;
  EspFieldType type;
  const char *language = NULL;

  if (self->editions->len > 1 && recipient->lookup (recipient->lead, "language", &value, &type) &&
      value != NULL && value->type == ESP_VALUE_TEXT)
    language = esp_message_doc_match_language (self->doc, value->text, NULL);
  for (guint i = 0; language != NULL && i < self->editions->len; i++)
    {
      const Edition *edition = self->editions->pdata[i];

      if (esp_language_equal (edition->doc->language, language))
        return edition;
    }
  return self->editions->pdata[0];
}

/**
 * esp_mail_composer_find_doc:
 * @recipient: the reader
 *
 * Returns: (transfer none): the message in the reader's language, whole: with saved blocks, icons and the logo
 */
const EspMessageDoc *
esp_mail_composer_find_doc (EspMailComposer *self, const EspMessageRecipient *recipient)
{
  return find_edition (self, recipient)->doc;
}

/**
 * esp_mail_composer_find_template:
 * @recipient: the reader
 *
 * Returns: (transfer none): the compiled message in the reader's language
 */
EspMessageTemplate *
esp_mail_composer_find_template (EspMailComposer *self, const EspMessageRecipient *recipient)
{
  return find_edition (self, recipient)->compiled;
}

static gboolean
resolve (EspMailComposer *self, EspTx *tx, GError **error)
{
  EspMessageDoc *whole = esp_library_content_resolve (tx, self->doc, error);

  if (whole == NULL)
    return FALSE;
  esp_message_doc_free (self->doc);
  self->doc = whole;
  return TRUE;
}

/**
 * esp_mail_composer_load_document:
 * @source: what it is sent as
 * @json: the message, instead of a stored one: for an editor's preview
 *
 * Returns: (transfer full) (nullable): the composer; %NULL with @error set, also when a template is wrong
 *   or the sender address cannot be used
 */
EspMailComposer *
esp_mail_composer_load_document (EspTx *tx,
                                 const EspMailSource *source,
                                 const char *json,
                                 GError **error)
{
  g_autoptr (EspMailComposer) self = g_new0 (EspMailComposer, 1);

  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->editions = g_ptr_array_new_with_free_func (edition_free);
  self->is_only_read = source->is_only_read;
  self->send_id = (guint32) source->send_id;
  self->campaign_id = g_strdup_printf ("c%" G_GINT64_FORMAT, source->campaign_id);
  self->campaign_name = g_strdup (source->campaign_name);
  self->doc = esp_message_doc_parse (json, -1, error);
  if (self->doc == NULL || !resolve (self, tx, error) || !load_settings (self, tx, error) ||
      (self->key = esp_mail_key_load (tx, error)) == NULL)
    return NULL;
  if (!add_editions (self, esp_tx_get_now_us (tx), error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_mail_composer_load:
 * @source: which message, as which send
 *
 * Returns: (transfer full) (nullable): the composer; %NULL with @error set
 */
EspMailComposer *
esp_mail_composer_load (EspTx *tx, const EspMailSource *source, GError **error)
{
  g_autoptr (EspMessageRow) row = NULL;
  g_autofree char *frozen = NULL;

  if (source->version > 0)
    {
      frozen = esp_message_load_version (tx, source->message_id, source->version, error);
      return frozen != NULL ? esp_mail_composer_load_document (tx, source, frozen, error) : NULL;
    }
  row = esp_message_load (tx, source->message_id, error);
  return row != NULL ? esp_mail_composer_load_document (tx, source, row->document, error) : NULL;
}

/**
 * esp_mail_composer_free:
 * @self: (nullable): a composer
 */
void
esp_mail_composer_free (EspMailComposer *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->editions);
  g_clear_pointer (&self->doc, esp_message_doc_free);
  g_clear_pointer (&self->timezone, g_time_zone_unref);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_ptr_array_unref (self->texts);
  g_free (self->campaign_id);
  g_free (self->campaign_name);
  g_clear_pointer (&self->kit, esp_brand_kit_free);
  g_free (self);
}

/* Nobody unsubscribes by a link in a test. */
static gint64
id_of (const EspMailComposer *self, const EspMailRequest *request)
{
  return request->sample != NULL || self->send_id == 0 ? 0 : request->lead->id;
}

/* The same for every try of one send to one lead, so that a receiver who got it twice can tell; a test
 * has one of its own each time. */
static char *
make_message_id (EspMailComposer *self, const EspMailRequest *request)
{
  const guint id_digits = 32;
  gsize n_key;
  const guint8 *key = g_bytes_get_data (self->key, &n_key);
  g_autofree char *seed =
    g_strdup_printf ("message-id %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, self->send_id,
                     id_of (self, request), self->send_id == 0 ? request->now_us : 0);
  g_autofree char *hash = g_compute_hmac_for_string (G_CHECKSUM_SHA256, key, n_key, seed, -1);

  return g_strdup_printf ("%.*s@%s", (int) id_digits, hash,
                          esp_mime_get_domain (main_edition (self)->mime));
}

static char *
format_day (EspMailComposer *self, gint64 time_us)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (time_us == 0)
    return NULL;
  utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_timezone (utc, self->timezone) : NULL;
  return local != NULL ? g_date_time_format (local, "%Y-%m-%d") : NULL;
}

static char *
make_token (EspMailComposer *self, const EspMailRequest *request)
{
  const EspUnsubscribeToken token = { LIST_ID, (guint32) id_of (self, request), self->send_id,
                                      (guint16) (request->now_us / ESP_USEC_PER_DAY) };

  return esp_unsubscribe_token_encode (&token, self->key);
}

/* RFC 6068: ASCII alone, and nothing in the address that would end it. */
static char *
make_mailto (EspMailComposer *self, const char *token)
{
  gboolean is_utf8 = FALSE;
  g_autofree char *wire = esp_mail_address_to_wire (self->unsubscribe_mailbox, &is_utf8, NULL);
  g_autofree char *escaped =
    g_uri_escape_string (wire != NULL ? wire : self->unsubscribe_mailbox, "@!$'*+", FALSE);

  return g_strdup_printf ("mailto:%s?subject=unsubscribe%%20%s", escaped, token);
}

static char *
make_sender (EspMailComposer *self, const EspMailRequest *request)
{
  if (self->bounce_mailbox == NULL || self->send_id == 0)
    return esp_mail_address_to_wire (self->doc->sender_address, &(gboolean){ FALSE }, NULL);
  return esp_verp_encode (self->bounce_mailbox, self->send_id, (guint32) request->lead->id,
                          self->key);
}

static gboolean
build (EspMailComposer *self,
       const Edition *edition,
       const EspMailRequest *request,
       const EspMessageRendered *rendered,
       const char *https,
       const char *mailto,
       EspMail *out_mail,
       GError **error)
{
  gboolean is_ad = self->doc->message_class == ESP_MESSAGE_CLASS_AD;
  g_autofree char *message_id = make_message_id (self, request);
  g_autofree char *recipient_id =
    esp_mail_mark_encode (self->send_id, (guint32) id_of (self, request), self->key);
  const EspLead *lead = request->sample == NULL ? request->lead : NULL;
  const char *address =
    request->address != NULL || lead == NULL ? request->address : esp_lead_get_text (lead, "email");
  const EspMimeMail mail = { .to_name = lead != NULL ? esp_lead_get_text (lead, "name") : NULL,
                             .to_address = address,
                             .subject = rendered->subject->str,
                             .text = rendered->text->str,
                             .html = rendered->html->str,
                             .message_id = message_id,
                             .recipient_id = recipient_id,
                             .unsubscribe_https = is_ad ? https : NULL,
                             .unsubscribe_mailto = is_ad ? mailto : NULL,
                             .date_us = request->now_us };

  if (!esp_mime_build (edition->mime, &mail, &out_mail->mime, error))
    return FALSE;
  out_mail->message_id = g_steal_pointer (&message_id);
  out_mail->from = make_sender (self, request);
  return TRUE;
}

/**
 * esp_mail_composer_compose:
 * @request: for whom
 * @with_parts: whether html and text are wanted beside the bytes
 * @out_mail: (out): esp_mail_clear() frees it
 *
 * Returns: %FALSE with @error set when the address cannot be used or the template went over a limit; TRUE
 *   also when the lead is left out for lack of a field, which @out_mail names
 */
gboolean
esp_mail_composer_compose (EspMailComposer *self,
                           const EspMailRequest *request,
                           gboolean with_parts,
                           EspMail *out_mail,
                           GError **error)
{
  g_autofree char *token = make_token (self, request);
  g_autofree char *https =
    self->unsubscribe_url != NULL ? g_strconcat (self->unsubscribe_url, token, NULL) : NULL;
  g_autofree char *choices =
    self->preferences_url != NULL ? g_strconcat (self->preferences_url, token, NULL) : NULL;
  g_autofree char *mailto = make_mailto (self, token);
  g_autofree char *consent_date = format_day (self, request->consent_at_us);
  const EspMessageRecipient recipient = {
    .lookup = request->sample != NULL ? esp_message_sample_lookup : esp_message_lead_lookup,
    .lead =
      request->sample != NULL ? (gconstpointer) request->sample : (gconstpointer) request->lead,
    .unsubscribe_url = https != NULL ? https : mailto,
    .preferences_url = choices,
    .consent_date = consent_date,
    .campaign_id = self->campaign_id,
    .campaign_name = self->campaign_name,
    .now_us = request->now_us,
    .timezone = self->timezone,
    .is_preview = self->send_id == 0
  };
  const Edition *edition = find_edition (self, &recipient);
  EspMessageRendered rendered;
  gboolean is_made;

  memset (out_mail, 0, sizeof *out_mail);
  g_return_val_if_fail (edition->mime != NULL, FALSE);
  esp_message_rendered_init (&rendered);
  is_made = esp_message_template_render (edition->compiled, &recipient, &rendered, error);
  if (is_made && rendered.missing != NULL)
    out_mail->missing = g_strdup (rendered.missing);
  else if (is_made)
    is_made = build (self, edition, request, &rendered, https, mailto, out_mail, error);
  if (is_made && rendered.missing == NULL)
    {
      out_mail->subject = g_strdup (rendered.subject->str);
      out_mail->html = with_parts ? g_strdup (rendered.html->str) : NULL;
      out_mail->text = with_parts ? g_strdup (rendered.text->str) : NULL;
    }
  esp_message_rendered_clear (&rendered);
  return is_made;
}

/**
 * esp_mail_clear:
 */
void
esp_mail_clear (EspMail *mail)
{
  g_clear_pointer (&mail->missing, g_free);
  g_clear_pointer (&mail->subject, g_free);
  g_clear_pointer (&mail->html, g_free);
  g_clear_pointer (&mail->text, g_free);
  g_clear_pointer (&mail->from, g_free);
  g_clear_pointer (&mail->message_id, g_free);
  esp_mime_result_clear (&mail->mime);
}

/**
 * esp_mail_composer_get_doc:
 *
 * Returns: (transfer none): the message in its own language, with the sender of the workspace where it names
 * none.
 */
const EspMessageDoc *
esp_mail_composer_get_doc (EspMailComposer *self)
{
  return main_edition (self)->doc;
}

/**
 * esp_mail_composer_get_template:
 *
 * Returns: (transfer none): the compiled message in its own language.
 */
EspMessageTemplate *
esp_mail_composer_get_template (EspMailComposer *self)
{
  return main_edition (self)->compiled;
}

/**
 * esp_mail_composer_get_facts:
 *
 * Returns: (transfer none): who sends.
 */
const EspSenderFacts *
esp_mail_composer_get_facts (EspMailComposer *self)
{
  return &self->facts;
}

/**
 * esp_mail_composer_get_brand:
 *
 * Returns: (transfer none): the look.
 */
const EspBrand *
esp_mail_composer_get_brand (EspMailComposer *self)
{
  return &self->brand;
}

/**
 * esp_mail_composer_has_one_click:
 *
 * Returns: whether messages carry an https address for unsubscribing with one click.
 */
gboolean
esp_mail_composer_has_one_click (EspMailComposer *self)
{
  return self->unsubscribe_url != NULL && g_str_has_prefix (self->unsubscribe_url, "https://");
}
