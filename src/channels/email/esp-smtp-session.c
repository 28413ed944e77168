/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speaks SMTP (RFC 5321) and knows for each message how far it has gone. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-smtp-session.h"

#include "channels/email/esp-smtp-offer.h"
#include "channels/email/esp-smtp-output.h"
#include "channels/email/esp-smtp-reply.h"
#include "channels/email/esp-smtp-status.h"

#include <string.h>

/* One message waits for its verdict while the next one's envelope is already on its way. */
#define MAX_OPEN 2
#define MAX_EXPECTED 16
#define MAX_REPLY_KEPT 500

typedef enum
{
  EXPECT_EHLO,
  EXPECT_MAIL,
  EXPECT_RCPT,
  EXPECT_DATA,
  EXPECT_DOT,
  EXPECT_RSET,
  EXPECT_QUIT,
} ExpectKind;

typedef struct
{
  EspOutMessage *message; /* (nullable) NULL once settled, while replies are still due */
  gboolean is_open;
  gboolean is_mail_taken; /* the server has a transaction to be reset */
  guint64 envelope_start; /* position in the stream of its first command */
  guint64 dot_end;        /* position after its final dot; 0 until the content is queued */
} Transaction;

typedef struct
{
  ExpectKind kind;
  Transaction *transaction; /* (nullable) */
} Expected;

struct _EspSmtpSession
{
  EspSmtpSettledFunc settled;
  gpointer user_data;

  EspSmtpReplyParser parser;
  EspSmtpOutput output;
  EspSmtpOffer offer;
  Expected expected[MAX_EXPECTED];
  guint first_expected;
  guint n_expected;
  Transaction transactions[MAX_OPEN];
  guint n_open;
  guint n_replies;
  gboolean has_no_pipelining; /* it did not work before */
  guint n_settled;
  guint n_taken;
  guint limit; /* of messages; 0: without */

  gboolean is_ready;
  gboolean is_closing;
  gboolean needs_reset;
};

static void
expect (EspSmtpSession *self, ExpectKind kind, Transaction *transaction)
{
  g_assert (self->n_expected < MAX_EXPECTED);
  self->expected[(self->first_expected + self->n_expected++) % MAX_EXPECTED] =
    (Expected){ kind, transaction };
}

static void
settle (EspSmtpSession *self, Transaction *transaction, EspOutResult *result)
{
  EspOutMessage *message = g_steal_pointer (&transaction->message);

  if (message == NULL)
    {
      esp_out_result_clear (result);
      return;
    }
  result->key = message->key;
  self->n_settled++;
  self->settled (message, result, self->user_data);
}

static void
end_transaction (EspSmtpSession *self, Transaction *transaction)
{
  g_assert (transaction->message == NULL && transaction->is_open);
  transaction->is_open = FALSE;
  self->n_open--;
}

static char *
shorten_reply (const char *text)
{
  const char *end = text + MIN (strlen (text), MAX_REPLY_KEPT);
  char *reply;

  if (*end != '\0' && (*end & 0xc0) == 0x80)
    end = g_utf8_find_prev_char (text, end);
  reply = g_strndup (text, (gsize) (end - text));
  return g_strdelimit (reply, "\n", ' ');
}

static void
refuse (EspSmtpSession *self,
        Transaction *transaction,
        EspSmtpStage stage,
        const EspSmtpReply *reply)
{
  EspSmtpEnhanced enhanced = { 0 };
  gboolean is_enhanced = esp_smtp_enhanced_parse (reply->text, &enhanced);
  EspSmtpVerdict verdict =
    esp_smtp_status_judge (stage, reply->code, is_enhanced ? &enhanced : NULL, reply->text);
  EspOutResult result = { .outcome = ESP_OUTCOME_REFUSED,
                          .refusal = verdict.refusal,
                          .is_retryable = verdict.is_retryable,
                          .is_suppressing = verdict.is_suppressing,
                          .is_attempted = TRUE,
                          .code = reply->code,
                          .reply = shorten_reply (reply->text) };

  if (is_enhanced)
    (void) g_snprintf (result.enhanced, sizeof result.enhanced, "%u.%u.%u", enhanced.klass,
                       enhanced.subject, enhanced.detail);
  settle (self, transaction, &result);
}

static void
accept_message (EspSmtpSession *self, Transaction *transaction, const EspSmtpReply *reply)
{
  EspOutResult result = { .outcome = ESP_OUTCOME_ACCEPTED,
                          .is_attempted = TRUE,
                          .code = reply->code,
                          .reply = shorten_reply (reply->text) };

  settle (self, transaction, &result);
}

static void
take_ehlo (EspSmtpSession *self, const EspSmtpReply *reply)
{
  self->is_ready = TRUE;
  if (reply->code == 250)
    esp_smtp_offer_read (&self->offer, reply->text);
  if (self->has_no_pipelining)
    self->offer.can_pipeline = FALSE;
}

static void
take_mail (EspSmtpSession *self, Transaction *transaction, const EspSmtpReply *reply)
{
  if (reply->code < 300)
    {
      transaction->is_mail_taken = TRUE;
      if (!self->offer.can_pipeline)
        {
          esp_smtp_output_format (&self->output, "RCPT TO:<%s>\r\n", transaction->message->to);
          expect (self, EXPECT_RCPT, transaction);
        }
      return;
    }
  refuse (self, transaction, ESP_SMTP_STAGE_MAIL, reply);
  if (!self->offer.can_pipeline)
    end_transaction (self, transaction);
}

static void
take_rcpt (EspSmtpSession *self, Transaction *transaction, const EspSmtpReply *reply)
{
  if (reply->code < 300)
    {
      if (!self->offer.can_pipeline)
        {
          esp_smtp_output_add (&self->output, "DATA\r\n", 6);
          expect (self, EXPECT_DATA, transaction);
        }
      return;
    }
  refuse (self, transaction, ESP_SMTP_STAGE_RCPT, reply);
  if (!self->offer.can_pipeline)
    {
      self->needs_reset = TRUE;
      end_transaction (self, transaction);
    }
}

static void
take_data (EspSmtpSession *self, Transaction *transaction, const EspSmtpReply *reply)
{
  if (reply->code == 354)
    {
      /* Without a recipient the server should have said no; an empty message ends it. */
      if (transaction->message != NULL)
        esp_smtp_output_add_content (&self->output, transaction->message->bytes);
      else
        esp_smtp_output_add (&self->output, ".\r\n", 3);
      transaction->dot_end = self->output.n_queued;
      expect (self, EXPECT_DOT, transaction);
      return;
    }
  refuse (self, transaction, ESP_SMTP_STAGE_DATA, reply);
  self->needs_reset = transaction->is_mail_taken;
  end_transaction (self, transaction);
}

static void
take_dot (EspSmtpSession *self, Transaction *transaction, const EspSmtpReply *reply)
{
  if (reply->code < 300)
    accept_message (self, transaction, reply);
  else
    refuse (self, transaction, ESP_SMTP_STAGE_DATA, reply);
  end_transaction (self, transaction);
}

static EspSmtpStage
get_stage (ExpectKind kind)
{
  switch (kind)
    {
    case EXPECT_MAIL:
      return ESP_SMTP_STAGE_MAIL;
    case EXPECT_RCPT:
      return ESP_SMTP_STAGE_RCPT;
    case EXPECT_DATA:
    case EXPECT_DOT:
      return ESP_SMTP_STAGE_DATA;
    case EXPECT_EHLO:
    case EXPECT_RSET:
    case EXPECT_QUIT:
    default:
      return ESP_SMTP_STAGE_LOGIN;
    }
}

/* 421 may answer anything and means goodbye. */
static void
take_goodbye (EspSmtpSession *self, const Expected *expected, const EspSmtpReply *reply)
{
  self->is_closing = TRUE;
  if (expected == NULL || expected->transaction == NULL)
    return;
  refuse (self, expected->transaction, get_stage (expected->kind), reply);
  end_transaction (self, expected->transaction);
}

static gboolean
is_sensible (ExpectKind kind, int code)
{
  if (code >= 400)
    return TRUE;
  if (kind == EXPECT_DATA)
    return code == 354;
  return code < 300;
}

static gboolean
take_reply (EspSmtpSession *self, const EspSmtpReply *reply, GError **error)
{
  Expected expected = { 0 };

  self->n_replies++;
  if (self->n_expected == 0 && reply->code == 421)
    {
      take_goodbye (self, NULL, reply);
      return TRUE;
    }
  if (self->n_expected > 0)
    expected = self->expected[self->first_expected];
  if (self->n_expected == 0 || !is_sensible (expected.kind, reply->code))
    {
      g_set_error (error, ESP_SMTP_ERROR, ESP_SMTP_ERROR_GARBAGE,
                   "The server's reply %d makes no sense here", reply->code);
      return FALSE;
    }
  self->first_expected = (self->first_expected + 1) % MAX_EXPECTED;
  self->n_expected--;
  if (reply->code == 421)
    {
      take_goodbye (self, &expected, reply);
      return TRUE;
    }
  switch (expected.kind)
    {
    case EXPECT_EHLO:
      take_ehlo (self, reply);
      break;
    case EXPECT_MAIL:
      take_mail (self, expected.transaction, reply);
      break;
    case EXPECT_RCPT:
      take_rcpt (self, expected.transaction, reply);
      break;
    case EXPECT_DATA:
      take_data (self, expected.transaction, reply);
      break;
    case EXPECT_DOT:
      take_dot (self, expected.transaction, reply);
      break;
    case EXPECT_QUIT:
      self->is_closing = TRUE;
      break;
    case EXPECT_RSET:
    default:
      break;
    }
  return TRUE;
}

/**
 * esp_smtp_session_new:
 * @ehlo_name: how we call ourselves; a name or an address literal
 * @settled: told once about every message; must not call back into the session
 *
 * The conversation begins with EHLO, also after a sign-in: what the server offered before encryption
 * counts for nothing.
 *
 * Returns: (transfer full): a session whose first command waits to be written
 */
EspSmtpSession *
esp_smtp_session_new (const char *ehlo_name, EspSmtpSettledFunc settled, gpointer user_data)
{
  EspSmtpSession *self = g_new0 (EspSmtpSession, 1);

  self->settled = settled;
  self->user_data = user_data;
  esp_smtp_output_init (&self->output);
  esp_smtp_reply_parser_init (&self->parser);
  esp_smtp_output_format (&self->output, "EHLO %s\r\n", ehlo_name);
  expect (self, EXPECT_EHLO, NULL);
  return self;
}

void
esp_smtp_session_free (EspSmtpSession *self)
{
  if (self == NULL)
    return;
  esp_smtp_reply_parser_clear (&self->parser);
  esp_smtp_output_clear (&self->output);
  g_free (self);
}

/**
 * esp_smtp_session_can_take:
 *
 * Returns: whether another message may be given now
 */
gboolean
esp_smtp_session_can_take (EspSmtpSession *self)
{
  if (!self->is_ready || self->is_closing || self->n_open == MAX_OPEN ||
      (self->limit > 0 && self->n_taken >= self->limit))
    return FALSE;
  if (self->n_open == 0)
    return TRUE;
  for (guint i = 0; i < MAX_OPEN; i++)
    if (self->transactions[i].is_open && self->transactions[i].dot_end == 0)
      return FALSE;
  return self->offer.can_pipeline;
}

/**
 * esp_smtp_session_forbid_pipelining:
 *
 * One command at a time, whatever the server offers.
 */
void
esp_smtp_session_forbid_pipelining (EspSmtpSession *self)
{
  self->has_no_pipelining = TRUE;
}

/**
 * esp_smtp_session_is_deaf:
 *
 * Returns: whether the server answered the first of several commands that came together, and not the next: some offer
 *   PIPELINING and throw away what came with a command
 */
gboolean
esp_smtp_session_is_deaf (EspSmtpSession *self)
{
  const Expected *next = &self->expected[self->first_expected];

  return self->offer.can_pipeline && self->n_expected > 0 &&
         (next->kind == EXPECT_RCPT || next->kind == EXPECT_DATA ||
          (next->kind == EXPECT_MAIL && self->n_replies > 1));
}

/**
 * esp_smtp_session_set_limit:
 * @n: messages after which nothing more is taken; 0 is without limit
 */
void
esp_smtp_session_set_limit (EspSmtpSession *self, guint n)
{
  self->limit = n;
}

/**
 * esp_smtp_session_is_spent:
 *
 * Returns: whether it has taken all that it may and nothing is under way: it is time to say goodbye
 */
gboolean
esp_smtp_session_is_spent (EspSmtpSession *self)
{
  return self->is_ready && !self->is_closing && self->n_open == 0 && self->limit > 0 &&
         self->n_taken >= self->limit;
}

static void
queue_envelope (EspSmtpSession *self, Transaction *transaction)
{
  const EspOutMessage *message = transaction->message;
  g_autofree char *parameters = esp_smtp_offer_dup_parameters (&self->offer, message);

  if (self->needs_reset)
    {
      esp_smtp_output_add (&self->output, "RSET\r\n", 6);
      expect (self, EXPECT_RSET, NULL);
      self->needs_reset = FALSE;
    }
  esp_smtp_output_format (&self->output, "MAIL FROM:<%s>%s\r\n", message->from, parameters);
  expect (self, EXPECT_MAIL, transaction);
  if (self->offer.can_pipeline)
    {
      esp_smtp_output_format (&self->output, "RCPT TO:<%s>\r\nDATA\r\n", message->to);
      expect (self, EXPECT_RCPT, transaction);
      expect (self, EXPECT_DATA, transaction);
    }
}

/**
 * esp_smtp_session_send:
 * @message: borrowed until settled; esp_smtp_session_can_take() must be TRUE
 */
void
esp_smtp_session_send (EspSmtpSession *self, EspOutMessage *message)
{
  Transaction *transaction = &self->transactions[0];
  Transaction refused = { .message = message };
  EspSmtpReply refusal;

  g_return_if_fail (esp_smtp_session_can_take (self));
  self->n_taken++;
  if (!esp_smtp_offer_lets_pass (&self->offer, message, &refusal))
    {
      refuse (self, &refused, ESP_SMTP_STAGE_DATA, &refusal);
      return;
    }
  if (transaction->is_open)
    transaction = &self->transactions[1];
  *transaction =
    (Transaction){ .message = message, .is_open = TRUE, .envelope_start = self->output.n_queued };
  self->n_open++;
  queue_envelope (self, transaction);
}

/**
 * esp_smtp_session_quit:
 *
 * Says goodbye after what is under way; nothing more is taken.
 */
void
esp_smtp_session_quit (EspSmtpSession *self)
{
  if (self->is_closing || self->n_open > 0)
    return;
  esp_smtp_output_add (&self->output, "QUIT\r\n", 6);
  expect (self, EXPECT_QUIT, NULL);
  self->is_ready = FALSE;
}

/**
 * esp_smtp_session_feed:
 *
 * Takes @n bytes that came from the server in.
 *
 * Returns: FALSE with @error when this is no longer an SMTP conversation
 */
gboolean
esp_smtp_session_feed (EspSmtpSession *self, const char *data, gsize n, GError **error)
{
  while (n > 0 && !self->is_closing)
    {
      EspSmtpReply reply;
      gssize taken = esp_smtp_reply_parser_feed (&self->parser, data, n, &reply, error);

      if (taken < 0 || (reply.code != 0 && !take_reply (self, &reply, error)))
        return FALSE;
      data += taken;
      n -= (gsize) taken;
    }
  return TRUE;
}

/**
 * esp_smtp_session_peek_output:
 *
 * Returns: (transfer none): what is to be written, valid until the next call of this session
 */
const char *
esp_smtp_session_peek_output (EspSmtpSession *self, gsize *out_n)
{
  return esp_smtp_output_peek (&self->output, out_n);
}

/**
 * esp_smtp_session_wrote:
 *
 * Says that @n bytes of the output have gone to the network.
 */
void
esp_smtp_session_wrote (EspSmtpSession *self, gsize n)
{
  esp_smtp_output_wrote (&self->output, n);
}

/**
 * esp_smtp_session_lost:
 * @why: what ended the connection, for the record
 *
 * The connection is gone: every message whose final dot was written may have arrived and is unknown,
 * every other one certainly has not. One that only stood behind another has not been tried.
 */
void
esp_smtp_session_lost (EspSmtpSession *self, const char *why)
{
  gboolean is_queue = self->n_open == MAX_OPEN;

  self->is_closing = TRUE;
  for (guint i = 0; i < MAX_OPEN; i++)
    {
      Transaction *transaction = &self->transactions[i];
      gboolean is_behind = is_queue && transaction->dot_end == 0;
      gboolean is_whole =
        transaction->dot_end > 0 && self->output.n_written >= transaction->dot_end;
      EspOutResult result = { .outcome = is_whole ? ESP_OUTCOME_UNKNOWN : ESP_OUTCOME_UNDELIVERED,
                              .is_retryable = !is_whole,
                              .is_attempted =
                                !is_behind && self->output.n_written > transaction->envelope_start,
                              .reply = NULL };

      if (!transaction->is_open)
        continue;
      result.reply = g_strdup (why);
      settle (self, transaction, &result);
      end_transaction (self, transaction);
    }
  self->n_expected = 0;
}

/**
 * esp_smtp_session_get_wait:
 *
 * Returns: what the other end is being waited for
 */
EspSmtpWait
esp_smtp_session_get_wait (EspSmtpSession *self)
{
  gsize n_waiting;

  (void) esp_smtp_output_peek (&self->output, &n_waiting); /* only how much */
  if (n_waiting > 0)
    return ESP_SMTP_WAIT_BLOCK;
  if (self->n_expected == 0)
    return ESP_SMTP_WAIT_NOTHING;
  switch (self->expected[self->first_expected].kind)
    {
    case EXPECT_DATA:
      return ESP_SMTP_WAIT_DATA;
    case EXPECT_DOT:
      return ESP_SMTP_WAIT_DOT;
    case EXPECT_EHLO:
    case EXPECT_MAIL:
    case EXPECT_RCPT:
    case EXPECT_RSET:
    case EXPECT_QUIT:
    default:
      return ESP_SMTP_WAIT_COMMAND;
    }
}

/**
 * esp_smtp_session_is_ready:
 *
 * Returns: whether the server has answered EHLO and nobody has said goodbye
 */
gboolean
esp_smtp_session_is_ready (EspSmtpSession *self)
{
  return self->is_ready && !self->is_closing;
}

/**
 * esp_smtp_session_is_closing:
 *
 * Returns: whether the connection is of no further use
 */
gboolean
esp_smtp_session_is_closing (EspSmtpSession *self)
{
  return self->is_closing;
}

/**
 * esp_smtp_session_get_n_open:
 *
 * Returns: how many messages were begun and are not answered
 */
guint
esp_smtp_session_get_n_open (EspSmtpSession *self)
{
  return self->n_open;
}

/**
 * esp_smtp_session_get_progress:
 *
 * Returns: a number that grows with every byte that is written and every whole reply that comes; a server that lets its
 *   words drip makes no progress
 */
guint64
esp_smtp_session_get_progress (EspSmtpSession *self)
{
  return self->output.n_written + self->n_replies;
}

/**
 * esp_smtp_session_get_n_settled:
 *
 * Returns: how many messages the server has answered, well or not
 */
guint
esp_smtp_session_get_n_settled (EspSmtpSession *self)
{
  return self->n_settled;
}

/**
 * esp_smtp_session_get_max_size:
 *
 * Returns: the greatest message in bytes that the server said it takes; 0 when it did not say
 */
guint64
esp_smtp_session_get_max_size (EspSmtpSession *self)
{
  return self->offer.max_size;
}

/**
 * esp_smtp_session_can_pipeline:
 *
 * Returns: whether the server offered PIPELINING (RFC 2920)
 */
gboolean
esp_smtp_session_can_pipeline (EspSmtpSession *self)
{
  return self->offer.can_pipeline;
}
