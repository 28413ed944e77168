/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the calls that webhooks order: each has one row and one key, whatever happens in between. What got no
 * answer is tried again under that key, so that a server that knows it acts once; when all tries are used up
 * and one of them may have arrived, the row says that nobody knows. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-hooks.h"

#include "channels/esp-secrets.h"
#include "channels/web/esp-web-client.h"
#include "channels/web/esp-web-hook.h"
#include "store/esp-events.h"
#include "store/esp-fields.h"
#include "store/esp-hooks.h"
#include "store/esp-journeys.h"
#include "store/esp-leads.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_AT_ONCE 8
#define MAX_ATTEMPTS 8
#define FIRST_WAIT_US (30 * ESP_USEC_PER_SEC)
#define LONGEST_WAIT_US (6 * ESP_USEC_PER_HOUR)
#define NO_SECRET_WAIT_US (10 * ESP_USEC_PER_MINUTE)
#define EVENT_KIND "webhook"
#define TIMEOUT_MS 30000
#define MAX_PROPS 30
#define MAX_PROP 500

struct _EspJourneyHooks
{
  EspStore *store;           /* (owned) */
  EspWebClient *client;      /* (owned) */
  GCancellable *cancellable; /* (owned) */
  guint timeout_ms;
  guint n_running;
  gboolean is_claiming;
  gboolean is_stopped;
  gboolean is_noted;
  gboolean has_recovered;
  gint64 next_us;
};

/* One call under way. */
typedef struct
{
  EspJourneyHooks *hooks;
  EspHook *hook; /* (owned) */
  char *body;    /* (owned) */
} Run;

typedef struct
{
  EspJourneyHooks *hooks;
  gboolean recovers;
  GPtrArray *runs; /* (owned) (element-type Run) */
  gint64 next_us;
} Claim;

static void
run_free (gpointer data)
{
  Run *run = data;

  esp_hook_free (run->hook);
  g_free (run->body);
  g_free (run);
}

/**
 * esp_journey_hook_secret_id:
 *
 * Returns: (transfer full): under which the keyring keeps the secret for a server
 */
char *
esp_journey_hook_secret_id (const char *host)
{
  return g_strconcat ("webhook/", host, NULL);
}

/* What is told */

static void
add_text (JsonBuilder *out, const char *name, const char *text)
{
  json_builder_set_member_name (out, name);
  if (text != NULL)
    json_builder_add_string_value (out, text);
  else
    json_builder_add_null_value (out);
}

static char *
write_uuid (const guint8 uuid[16])
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 16; i++)
    g_string_append_printf (text, "%02x", uuid[i]);
  return g_string_free (text, FALSE);
}

static void
add_moment (JsonBuilder *out, const EspField *field, gint64 at_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autofree char *text = NULL;

  if (at == NULL)
    return;
  text = field->type == ESP_FIELD_DATE ? g_date_time_format (at, "%Y-%m-%d")
                                       : g_date_time_format_iso8601 (at);
  add_text (out, field->column, text);
}

static void
add_value (JsonBuilder *out, const EspField *field, const EspValue *value)
{
  if (value == NULL || value->type == ESP_VALUE_NULL)
    return;
  if (field->type == ESP_FIELD_DATE || field->type == ESP_FIELD_DATETIME)
    {
      add_moment (out, field, value->integer);
      return;
    }
  json_builder_set_member_name (out, field->column);
  if (value->type == ESP_VALUE_TEXT)
    json_builder_add_string_value (out, value->text);
  else if (value->type == ESP_VALUE_DECIMAL)
    json_builder_add_double_value (out, value->decimal);
  else if (field->type == ESP_FIELD_BOOLEAN)
    json_builder_add_boolean_value (out, value->integer != 0);
  else
    json_builder_add_int_value (out, value->integer);
}

static void
add_lead (JsonBuilder *out, EspFields *fields, const EspLead *lead)
{
  json_builder_set_member_name (out, "lead");
  json_builder_begin_object (out);
  json_builder_set_member_name (out, "number");
  json_builder_add_int_value (out, lead->id);
  for (guint i = 0; i < esp_fields_get_n (fields); i++)
    {
      const EspField *field = esp_fields_get (fields, i);
      const EspValue *value = esp_lead_get (lead, field->column);

      add_value (out, field, value);
    }
  json_builder_end_object (out);
}

static char *
write_body (EspTx *tx, EspFields *fields, const EspHook *hook, GError **error)
{
  g_autoptr (EspJourneyRow) journey = esp_journey_row_load (tx, hook->journey_id, error);
  g_autoptr (EspLead) lead = NULL;
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GDateTime) at = NULL;
  g_autofree char *uuid = NULL;
  g_autofree char *time = NULL;

  if (journey == NULL)
    return NULL;
  lead = esp_lead_load (tx, fields, hook->lead_id, NULL); /* erased ones are only a number */
  uuid = write_uuid (journey->uuid);
  at = g_date_time_new_from_unix_utc (hook->created_at_us / ESP_USEC_PER_SEC);
  time = g_date_time_format_iso8601 (at);
  json_builder_begin_object (out);
  json_builder_set_member_name (out, "version");
  json_builder_add_int_value (out, 1);
  add_text (out, "key", hook->key);
  add_text (out, "at", time);
  json_builder_set_member_name (out, "journey");
  json_builder_begin_object (out);
  add_text (out, "id", uuid);
  add_text (out, "name", journey->name);
  json_builder_set_member_name (out, "version");
  json_builder_add_int_value (out, hook->version);
  json_builder_end_object (out);
  add_text (out, "step", hook->step);
  if (lead != NULL)
    add_lead (out, fields, lead);
  json_builder_end_object (out);
  root = json_builder_get_root (out);
  return json_to_string (root, FALSE);
}

/* Settling */

static gint64
wait_of (const EspHook *hook)
{
  return MIN (FIRST_WAIT_US << MIN (hook->attempts > 0 ? hook->attempts - 1 : 0, 16),
              LONGEST_WAIT_US);
}

static void
try_again (EspHook *hook, gint64 now_us, gint64 wait_us)
{
  if (hook->attempts >= MAX_ATTEMPTS)
    {
      hook->state = esp_hook_state (hook->is_doubtful ? "unknown" : "failed");
      hook->next_at_us = 0;
      hook->settled_at_us = now_us;
      return;
    }
  hook->state = esp_hook_state ("queued");
  hook->next_at_us = now_us + wait_us;
}

/* Half an answer is none. */
static guint
get_status (const EspWebReply *reply)
{
  return reply->trouble == NULL ? reply->status : 0;
}

/* No answer although it left, or one that does not say whether anything was done. */
static gboolean
may_have_acted (const EspWebReply *reply)
{
  if (get_status (reply) == 0)
    return reply->is_sent;
  return reply->status >= 500 && reply->status != 503;
}

/* An answer ends all doubt about the key; which one it is says whether to ask again. */
static void
judge (EspHook *hook, const EspWebReply *reply, gint64 now_us)
{
  guint status = get_status (reply);

  hook->status = status;
  g_free (hook->reply);
  hook->reply = g_utf8_make_valid (reply->body, -1);
  g_free (hook->trouble);
  hook->trouble = g_strdup (reply->trouble);
  if (hook->is_once && may_have_acted (reply))
    {
      hook->is_doubtful = TRUE;
      hook->state = esp_hook_state ("unknown");
      hook->next_at_us = 0;
      hook->settled_at_us = now_us;
      return;
    }
  if (status == 0)
    {
      hook->is_doubtful = hook->is_doubtful || reply->is_sent;
      try_again (hook, now_us, wait_of (hook));
      return;
    }
  if (status == 408 || status == 425 || status == 429 || status >= 500)
    {
      try_again (hook, now_us, MAX (wait_of (hook), reply->retry_after_s * ESP_USEC_PER_SEC));
      return;
    }
  hook->is_doubtful = FALSE;
  hook->state = esp_hook_state (status >= 200 && status < 300 ? "done" : "failed");
  hook->next_at_us = 0;
  hook->settled_at_us = now_us;
}

/* Plain members of the answer become properties, so that rules and waits can ask for them. */
static char *
write_props (const EspHook *hook)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) reply = hook->reply != NULL ? json_from_string (hook->reply, NULL) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  guint n = 0;

  json_builder_begin_object (out);
  add_text (out, "step", hook->step);
  add_text (out, "state", hook->state);
  json_builder_set_member_name (out, "status");
  json_builder_add_int_value (out, hook->status);
  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    {
      json_object_iter_init (&iter, json_node_get_object (reply));
      while (json_object_iter_next (&iter, &name, &node) && n < MAX_PROPS)
        {
          g_autofree char *member = g_strconcat ("reply_", name, NULL);

          if (!JSON_NODE_HOLDS_VALUE (node) || strlen (name) > 60 ||
              (json_node_get_value_type (node) == G_TYPE_STRING &&
               strlen (json_node_get_string (node)) > MAX_PROP))
            continue;
          json_builder_set_member_name (out, member);
          json_builder_add_value (out, json_node_copy (node));
          n++;
        }
    }
  json_builder_end_object (out);
  root = json_builder_get_root (out);
  return json_to_string (root, FALSE);
}

static gboolean
write_event (EspTx *tx, const EspHook *hook, GError **error)
{
  g_autofree char *props = write_props (hook);
  const EspEvent event = { .lead_id = hook->lead_id,
                           .kind = (char *) EVENT_KIND,
                           .at_us = esp_tx_get_now_us (tx),
                           .journey_id = hook->journey_id,
                           .props = props,
                           .dedupe_key = hook->key };

  return esp_event_add (tx, &event, NULL, error);
}

static gboolean
settle_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Run *run = data;
  g_autoptr (EspFields) fields = NULL;
  g_autoptr (EspLead) lead = NULL;

  if (!esp_hook_settle (tx, run->hook, error))
    return FALSE;
  if (run->hook->settled_at_us == 0)
    return TRUE;
  fields = esp_fields_load (tx, error);
  if (fields == NULL)
    return FALSE;
  lead = esp_lead_load (tx, fields, run->hook->lead_id, NULL);
  return lead == NULL || write_event (tx, run->hook, error);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  EspJourneyHooks *self = run->hooks;
  g_autoptr (GError) error = NULL;

  /* What could not be written is found as “sending” when the engine begins again. */
  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_warning ("What became of a webhook could not be written: %s", error->message);
  run_free (run);
  self->n_running--;
  self->is_noted = TRUE;
  esp_journey_hooks_look (self);
}

static void
settle (Run *run)
{
  esp_store_write_async (run->hooks->store, NULL, settle_in_tx, run, NULL, settled_cb, run);
}

/* Calling */

static gint64
now (EspJourneyHooks *self)
{
  return esp_clock_now_us (esp_store_get_clock (self->store));
}

static void
posted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, &error);

  if (reply != NULL)
    judge (run->hook, reply, now (run->hooks));
  else
    {
      run->hook->trouble = g_strdup (error->message);
      run->hook->state = esp_hook_state ("failed");
      run->hook->next_at_us = 0;
      run->hook->settled_at_us = now (run->hooks);
    }
  settle (run);
}

static void
post (Run *run, const char *secret)
{
  EspWebRequest *request =
    esp_web_hook_request_new (run->hook->url, run->body, run->hook->key, secret, now (run->hooks));

  request->timeout_ms = run->hooks->timeout_ms;
  esp_web_client_call_async (run->hooks->client, request, run->hooks->cancellable, posted_cb, run);
}

static void general_secret_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autofree char *secret = esp_secrets_lookup_finish (result, NULL); /* there is another one */

  if (secret != NULL)
    post (run, secret);
  else
    esp_secrets_lookup_async (ESP_JOURNEY_HOOK_SECRET, run->hooks->cancellable, general_secret_cb,
                              run);
}

static void
general_secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = esp_secrets_lookup_finish (result, &error);

  if (secret == NULL)
    {
      g_free (run->hook->trouble);
      run->hook->trouble = g_strdup (error->message);
      run->hook->attempts = 0;
      try_again (run->hook, now (run->hooks), NO_SECRET_WAIT_US);
      settle (run);
      return;
    }
  post (run, secret);
}

static void
begin (EspJourneyHooks *self, Run *run)
{
  g_autofree char *host = esp_web_dup_host (run->hook->url, NULL);
  g_autofree char *id = esp_journey_hook_secret_id (host != NULL ? host : "");

  self->n_running++;
  esp_secrets_lookup_async (id, self->cancellable, secret_cb, run);
}

static gboolean
claim_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Claim *claim = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GPtrArray) hooks = NULL;

  if (fields == NULL || (claim->recovers && !esp_hook_recover (tx, error)))
    return FALSE;
  hooks = esp_hook_claim (tx, MAX_AT_ONCE, error);
  if (hooks == NULL || !esp_hook_next_at (tx, &claim->next_us, error))
    return FALSE;
  claim->runs = g_ptr_array_new_with_free_func (run_free);
  while (hooks->len > 0)
    {
      Run *run = g_new0 (Run, 1);

      run->hooks = claim->hooks;
      run->hook = g_ptr_array_steal_index (hooks, 0);
      g_ptr_array_add (claim->runs, run);
      run->body = write_body (tx, fields, run->hook, error);
      if (run->body == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
claim_free (gpointer data)
{
  Claim *claim = data;

  g_clear_pointer (&claim->runs, g_ptr_array_unref);
  g_free (claim);
}

static void
claimed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Claim *claim = user_data;
  EspJourneyHooks *self = claim->hooks;
  g_autoptr (GError) error = NULL;

  self->is_claiming = FALSE;
  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_debug ("Webhooks could not be claimed: %s", error->message);
  else
    {
      self->has_recovered = TRUE;
      self->next_us = claim->next_us;
      while (claim->runs->len > 0)
        begin (self, g_ptr_array_steal_index (claim->runs, 0));
    }
  claim_free (claim);
}

/**
 * esp_journey_hooks_new:
 *
 * Returns: (transfer full)
 */
EspJourneyHooks *
esp_journey_hooks_new (EspStore *store)
{
  EspJourneyHooks *self = g_new0 (EspJourneyHooks, 1);

  self->store = g_object_ref (store);
  self->client = esp_web_client_new ();
  self->timeout_ms = TIMEOUT_MS;
  self->cancellable = g_cancellable_new ();
  self->is_noted = TRUE;
  self->next_us = G_MAXINT64;
  return self;
}

/**
 * esp_journey_hooks_free:
 *
 * When it is not busy any more.
 */
void
esp_journey_hooks_free (EspJourneyHooks *self)
{
  if (self == NULL)
    return;
  g_assert (!esp_journey_hooks_is_busy (self));
  esp_web_client_free (self->client);
  g_object_unref (self->cancellable);
  g_object_unref (self->store);
  g_free (self);
}

/**
 * esp_journey_hooks_set_timeout:
 */
void
esp_journey_hooks_set_timeout (EspJourneyHooks *self, guint seconds)
{
  self->timeout_ms = seconds * 1000;
}

/**
 * esp_journey_hooks_note:
 *
 * There may be something new.
 */
void
esp_journey_hooks_note (EspJourneyHooks *self)
{
  self->is_noted = TRUE;
}

/**
 * esp_journey_hooks_look:
 *
 * Begins the calls that are due, if there are any. Returns at once.
 */
void
esp_journey_hooks_look (EspJourneyHooks *self)
{
  Claim *claim;

  if (self->is_stopped || self->is_claiming || self->n_running > 0 ||
      !esp_journey_hooks_has_work (self))
    return;
  claim = g_new0 (Claim, 1);
  claim->hooks = self;
  claim->recovers = !self->has_recovered;
  claim->next_us = G_MAXINT64;
  self->is_claiming = TRUE;
  self->is_noted = FALSE;
  esp_store_write_async (self->store, NULL, claim_in_tx, claim, NULL, claimed_cb, claim);
}

/**
 * esp_journey_hooks_stop:
 *
 * Begins no call any more; what is under way is given up, and in doubt.
 */
void
esp_journey_hooks_stop (EspJourneyHooks *self)
{
  self->is_stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
}

/**
 * esp_journey_hooks_is_busy:
 */
gboolean
esp_journey_hooks_is_busy (EspJourneyHooks *self)
{
  return self->is_claiming || self->n_running > 0;
}

/**
 * esp_journey_hooks_has_work:
 *
 * Returns: whether a look would find something now
 */
gboolean
esp_journey_hooks_has_work (EspJourneyHooks *self)
{
  return self->is_noted || self->next_us <= now (self);
}
