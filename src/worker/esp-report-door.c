/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes what services tell: knows whose call it is, has it proven, keeps it, and only then says thank you. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-report-door.h"

#include "base/esp-clock.h"
#include "channels/door/esp-door-events.h"
#include "channels/door/esp-door-proof.h"
#include "channels/door/esp-door-sns.h"
#include "channels/door/esp-door.h"
#include "channels/esp-secrets.h"
#include "channels/web/esp-web-client.h"
#include "store/esp-meta.h"
#include "store/esp-report-sources.h"
#include "worker/esp-door-settings.h"
#include "worker/esp-report-sink.h"

#include <string.h>

#define LOOK_US (5 * ESP_USEC_PER_SEC)
#define NOTE_US (60 * ESP_USEC_PER_SEC)
#define MAX_CERTIFICATES 16
#define MAX_PEM (64 * 1024)

/* One channel whose service may call. */
typedef struct
{
  gint64 channel_id;
  char *kind;        /* (owned) */
  char *token;       /* (owned) */
  char *url;         /* (owned) as the service calls it */
  char *key;         /* (owned) (nullable) */
  char *secret_id;   /* (owned) */
  gboolean is_asked; /* the keyring, for the key */
  gint64 noted_us;   /* monotonic; when a refusal was kept last */
} Guest;

struct _EspReportDoor
{
  EspStore *store;           /* (owned) */
  GCancellable *cancellable; /* (owned) */
  EspWebClient *client;      /* (owned) */
  EspDoor *door;             /* (owned) (nullable) */
  GPtrArray *guests;         /* (owned) (element-type Guest) */
  GHashTable *certificates;  /* (owned) address → PEM */
  char *trouble;             /* (owned) (nullable) why it cannot be opened, told once */
  guint port;                /* 0: shut */
  guint n_calls;             /* under way */
  gint64 look_us;
  gboolean is_looking;
  gboolean is_stopped;
};

/* One call under way. */
typedef struct
{
  EspReportDoor *self;
  EspDoorVisit *visit;
  gint64 channel_id;
  char *kind;       /* (owned) */
  EspSnsNote *note; /* (owned) (nullable) */
  GArray *reports;  /* (owned) */
  char *trouble;    /* (owned) (nullable) why it was refused */
  EspReportTally tally;
} Call;

static void
guest_free (gpointer data)
{
  Guest *guest = data;

  g_free (guest->kind);
  g_free (guest->token);
  g_free (guest->url);
  g_free (guest->key);
  g_free (guest->secret_id);
  g_free (guest);
}

static void
call_end (Call *call, guint status)
{
  call->self->n_calls--;
  esp_door_visit_answer (call->visit, status);
  esp_sns_note_free (call->note);
  g_array_unref (call->reports);
  g_free (call->kind);
  g_free (call->trouble);
  g_free (call);
}

/* What is kept */

static gboolean
write_call (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspReportSource) source = NULL;
  gint64 now_us = esp_tx_get_now_us (tx);

  if (call->trouble == NULL &&
      !esp_report_sink_write (tx, call->channel_id,
                              (const EspReport *) (gpointer) call->reports->data,
                              call->reports->len, now_us, &call->tally, error))
    return FALSE;
  source = esp_report_source_load (tx, call->channel_id, ESP_REPORT_SOURCE_DOOR, error);
  if (source == NULL)
    return FALSE;
  source->asked_at_us = now_us;
  source->n_found += call->tally.n_new;
  source->n_failed = call->trouble != NULL ? source->n_failed + 1 : 0;
  if (call->trouble == NULL)
    source->read_at_us = now_us;
  g_free (source->state);
  g_free (source->detail);
  source->state = g_strdup (call->trouble != NULL ? "forged" : "ok");
  source->detail = g_strdup (call->trouble);
  return esp_report_source_save (tx, source, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_warning ("What a service told could not be kept; it will tell it again: %s",
                 error->message);
      call_end (call, 503);
      return;
    }
  call_end (call, call->trouble != NULL ? 401 : 200);
}

static void
write_async (Call *call)
{
  esp_store_write_async (call->self->store, NULL, write_call, call, NULL, written_cb, call);
}

static Guest *
find_guest (EspReportDoor *self, gint64 channel_id)
{
  for (guint i = 0; i < self->guests->len; i++)
    if (((Guest *) self->guests->pdata[i])->channel_id == channel_id)
      return self->guests->pdata[i];
  return NULL;
}

/* Told where reports are read, but not for each of a flood. */
static void
refuse (Call *call, const char *why)
{
  Guest *guest = find_guest (call->self, call->channel_id);
  gint64 now_us = g_get_monotonic_time ();

  if (guest == NULL || (guest->noted_us != 0 && now_us - guest->noted_us < NOTE_US))
    {
      call_end (call, 401);
      return;
    }
  guest->noted_us = now_us;
  guest->is_asked = FALSE; /* the key may be another one by now */
  call->trouble = g_strdup (why);
  write_async (call);
}

static void
accept (Call *call)
{
  g_autoptr (GError) error = NULL;

  if (esp_door_read (call->kind, esp_door_visit_get_call (call->visit), call->reports, &error))
    write_async (call);
  else
    call_end (call, 400);
}

/* Amazon */

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, NULL);

  if (reply != NULL && reply->status == 200)
    write_async (call);
  else
    call_end (call, 503); /* it asks again */
}

static void
judge_note (Call *call, const char *pem)
{
  g_autoptr (GError) error = NULL;

  if (!esp_sns_prove (call->note, pem, &error))
    refuse (call, error->message);
  else if (g_str_equal (call->note->type, "SubscriptionConfirmation") &&
           *call->note->confirm != '\0')
    esp_web_client_call_async (call->self->client, esp_web_request_new ("GET", call->note->confirm),
                               call->self->cancellable, confirmed_cb, call);
  else
    accept (call);
}

static void
certificate_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, NULL);

  if (reply == NULL || reply->status != 200 || !reply->is_whole)
    {
      call_end (call, 503);
      return;
    }
  if (g_hash_table_size (call->self->certificates) >= MAX_CERTIFICATES)
    g_hash_table_remove_all (call->self->certificates);
  g_hash_table_replace (call->self->certificates, g_strdup (call->note->certificate),
                        g_strdup (reply->body));
  judge_note (call, reply->body);
}

static void
judge_amazon (Call *call)
{
  g_autoptr (GError) error = NULL;
  const char *pem;
  EspWebRequest *request;

  call->note = esp_sns_note_parse (esp_door_visit_get_call (call->visit), &error);
  if (call->note == NULL || *call->note->certificate == '\0')
    {
      refuse (call, error != NULL ? error->message : "The certificate is not at Amazon");
      return;
    }
  pem = g_hash_table_lookup (call->self->certificates, call->note->certificate);
  if (pem != NULL)
    {
      judge_note (call, pem);
      return;
    }
  request = esp_web_request_new ("GET", call->note->certificate);
  request->max_reply = MAX_PEM;
  esp_web_client_call_async (call->self->client, request, call->self->cancellable, certificate_cb,
                             call);
}

/* Who calls */

static gboolean
is_same (const char *one, const char *other)
{
  gsize n = strlen (one);
  guint8 difference = 0;

  if (n != strlen (other))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    difference |= (guint8) (one[i] ^ other[i]);
  return difference == 0;
}

static void
visit_cb (EspDoorVisit *visit, gpointer user_data)
{
  EspReportDoor *self = user_data;
  const EspDoorCall *told = esp_door_visit_get_call (visit);
  const Guest *guest = NULL;
  g_autoptr (GError) error = NULL;
  Call *call;

  for (guint i = 0; i < self->guests->len; i++)
    if (is_same (((Guest *) self->guests->pdata[i])->token, told->token))
      guest = self->guests->pdata[i];
  if (guest == NULL || self->is_stopped)
    {
      esp_door_visit_answer (visit, self->is_stopped ? 503 : 404);
      return;
    }
  self->n_calls++;
  call = g_new0 (Call, 1);
  call->self = self;
  call->visit = visit;
  call->channel_id = guest->channel_id;
  call->kind = g_strdup (guest->kind);
  call->reports = esp_reports_new (16);
  if (g_str_equal (guest->kind, "ses"))
    judge_amazon (call);
  else if (esp_door_prove (guest->kind, guest->key, guest->url, told,
                           esp_clock_now_us (esp_store_get_clock (self->store)), &error))
    accept (call);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED) && !guest->is_asked)
    call_end (call, 503); /* the keyring has not answered yet */
  else
    refuse (call, error->message);
}

/* Who may call */

typedef struct
{
  GPtrArray *guests; /* (owned) */
  guint port;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_ptr_array_unref (plan->guests);
  g_free (plan);
}

static gboolean
find_guests (EspTx *tx, gpointer data, GError **error)
{
  Plan *plan = data;
  g_autofree char *port = esp_meta_get_text (tx, ESP_META_DOOR_PORT, "off", error);
  g_autoptr (GPtrArray) channels = NULL;

  if (port == NULL)
    return FALSE;
  plan->port = (guint) CLAMP (g_ascii_strtoll (port, NULL, 10), 0, G_MAXUINT16);
  if (plan->port == 0)
    return TRUE;
  channels = esp_channel_list (tx, error);
  for (guint i = 0; channels != NULL && i < channels->len; i++)
    {
      const EspChannelRecord *record = g_ptr_array_index (channels, i);
      g_autoptr (EspDoorSettings) settings = esp_door_settings_load (record);
      Guest *guest;

      if (settings == NULL || !record->is_enabled || !esp_door_kind_find (record->kind, NULL))
        continue;
      guest = g_new0 (Guest, 1);
      guest->channel_id = record->id;
      guest->kind = g_strdup (record->kind);
      guest->token = g_strdup (settings->token);
      guest->url = esp_door_settings_dup_address (settings, plan->port);
      guest->key = *settings->key != '\0' ? g_strdup (settings->key) : NULL;
      guest->secret_id = esp_door_secret_id (record);
      g_ptr_array_add (plan->guests, guest);
    }
  return channels != NULL;
}

typedef struct
{
  EspReportDoor *self;
  gint64 channel_id;
} Question;

static void
key_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  EspReportDoor *self = question->self;
  g_autofree char *key =
    esp_secrets_lookup_finish (result, NULL); /* a call says that it is missing */
  Guest *guest = find_guest (self, question->channel_id);

  self->n_calls--;
  if (guest == NULL)
    return;
  guest->is_asked = TRUE;
  if (key != NULL)
    {
      g_free (guest->key);
      guest->key = g_steal_pointer (&key);
    }
}

static void
ask_key (EspReportDoor *self, const Guest *guest)
{
  Question *question = g_new0 (Question, 1);

  question->self = self;
  question->channel_id = guest->channel_id;
  self->n_calls++;
  esp_secrets_lookup_async (guest->secret_id, self->cancellable, key_cb, question);
}

/* The keyring is asked once for each, and again after a refusal; who was known keeps what is known. */
static void
take_guests (EspReportDoor *self, GPtrArray *guests)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->guests);

  self->guests = g_ptr_array_ref (guests);
  for (guint i = 0; i < guests->len; i++)
    {
      Guest *guest = guests->pdata[i];

      for (guint j = 0; j < before->len; j++)
        {
          const Guest *old = before->pdata[j];

          if (!g_str_equal (old->token, guest->token))
            continue;
          guest->noted_us = old->noted_us;
          guest->is_asked = old->is_asked;
          if (guest->key == NULL)
            guest->key = g_strdup (old->key);
        }
      if (!guest->is_asked)
        ask_key (self, guest);
    }
}

static void
open_door (EspReportDoor *self, guint port)
{
  g_autoptr (GError) error = NULL;

  if (self->door != NULL && self->port == port)
    return;
  g_clear_pointer (&self->door, esp_door_free);
  self->port = port;
  if (port == 0)
    return;
  self->door = esp_door_new (port, visit_cb, self, &error);
  if (self->door == NULL && g_strcmp0 (self->trouble, error->message) != 0)
    {
      g_free (self->trouble);
      self->trouble = g_strdup (error->message);
      g_warning ("Services cannot tell anything: port %u cannot be opened: %s", port,
                 error->message);
    }
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspReportDoor *self = user_data;
  g_autoptr (GError) error = NULL;
  Plan *plan = esp_store_read_finish (ESP_STORE (source), result, &error);

  self->is_looking = FALSE;
  if (plan == NULL)
    return; /* it is closed, or looked again soon */
  if (!self->is_stopped)
    {
      take_guests (self, plan->guests);
      open_door (self, self->guests->len > 0 ? plan->port : 0);
    }
  plan_free (plan);
}

/**
 * esp_report_door_new:
 *
 * Returns: (transfer full): shut, on the calling thread's context
 */
EspReportDoor *
esp_report_door_new (EspStore *store)
{
  EspReportDoor *self = g_new0 (EspReportDoor, 1);

  self->store = g_object_ref (store);
  self->cancellable = g_cancellable_new ();
  self->client = esp_web_client_new ();
  self->guests = g_ptr_array_new_with_free_func (guest_free);
  self->certificates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * esp_report_door_free:
 *
 * After it has stopped and is busy no more.
 */
void
esp_report_door_free (EspReportDoor *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->door, esp_door_free);
  esp_web_client_free (self->client);
  g_ptr_array_unref (self->guests);
  g_hash_table_unref (self->certificates);
  g_object_unref (self->cancellable);
  g_object_unref (self->store);
  g_free (self->trouble);
  g_free (self);
}

/**
 * esp_report_door_look:
 *
 * Sees from time to time whether the door is to be open, and for whom.
 */
void
esp_report_door_look (EspReportDoor *self)
{
  gint64 now_us = g_get_monotonic_time ();
  Plan *plan;

  if (self->is_looking || self->is_stopped || now_us < self->look_us)
    return;
  self->is_looking = TRUE;
  self->look_us = now_us + LOOK_US;
  plan = g_new0 (Plan, 1);
  plan->guests = g_ptr_array_new_with_free_func (guest_free);
  esp_store_read_async (self->store, ESP_READ_PAGE, find_guests, plan, plan_free, self->cancellable,
                        looked_cb, self);
}

/**
 * esp_report_door_stop:
 *
 * Shuts the door. What is being kept is kept to its end.
 */
void
esp_report_door_stop (EspReportDoor *self)
{
  self->is_stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
}

/**
 * esp_report_door_is_busy:
 *
 * Returns: whether something is under way that has to end before it is freed
 */
gboolean
esp_report_door_is_busy (EspReportDoor *self)
{
  return self->is_looking || self->n_calls > 0;
}

/**
 * esp_report_door_get_port:
 *
 * Returns: where it listens; 0 when it is shut
 */
guint
esp_report_door_get_port (EspReportDoor *self)
{
  return self->door != NULL ? esp_door_get_port (self->door) : 0;
}
