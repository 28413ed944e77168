/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slows down for a domain that asks for it, and speeds up again when it takes mail. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-domain-pace.h"

#include "base/esp-clock.h"

#include <string.h>

/* A domain that asks for patience rests, each time twice as long, and then takes half as many at once. */
#define FIRST_REST_US (30 * ESP_USEC_PER_SEC)
#define LONGEST_REST_US (15 * ESP_USEC_PER_MINUTE)
/* After so many that went well one more may be under way; from so many on nothing limits it. */
#define GOOD_PER_MORE 100
#define UNLIMITED_FROM 64
/* So many domains at once, or so many delays in a row, and it is the server itself that has enough. */
#define EVERYWHERE_DOMAINS 4
#define EVERYWHERE_DELAYS 50

typedef struct
{
  guint n_in_flight;
  guint limit; /* 0 is without */
  guint n_good;
  gint64 rest_us; /* the last rest; 0 when it was never asked for, or is forgotten */
  gint64 rest_until_us;
} Pace;

struct _EspDomainPace
{
  GHashTable *domains;     /* (owned) domain in lower case → Pace */
  guint n_domains_resting; /* asked for patience since the last good one */
  guint n_delays;          /* replies of 4… since the last good one */
};

/**
 * esp_domain_pace_new:
 *
 * Returns: (transfer full): the pace of an engine that has sent nothing yet
 */
EspDomainPace *
esp_domain_pace_new (void)
{
  EspDomainPace *self = g_new0 (EspDomainPace, 1);

  self->domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
esp_domain_pace_free (EspDomainPace *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->domains);
  g_free (self);
}

static char *
find_domain (const char *address)
{
  const char *at = strrchr (address, '@');

  return g_ascii_strdown (at != NULL ? at + 1 : address, -1);
}

static Pace *
look_up (EspDomainPace *self, const char *address)
{
  g_autofree char *domain = find_domain (address);

  return g_hash_table_lookup (self->domains, domain);
}

/* A domain about which there is nothing to remember is forgotten. */
static void
forget_if_plain (EspDomainPace *self, const char *address, const Pace *pace)
{
  g_autofree char *domain = NULL;

  if (pace->n_in_flight > 0 || pace->limit > 0 || pace->rest_us > 0)
    return;
  domain = find_domain (address);
  (void) g_hash_table_remove (self->domains, domain); /* it is there: @pace is it */
}

static gboolean
says_any (const char *text, const char *const *words)
{
  g_autofree char *folded = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  for (guint i = 0; folded != NULL && words[i] != NULL; i++)
    if (strstr (folded, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * esp_domain_pace_is_slow_down:
 *
 * Returns: whether the reply asks for fewer messages at a time: 421, a 4.7.x, or words to that effect.
 *   Greylisting asks for another time, not for a slower pace.
 */
gboolean
esp_domain_pace_is_slow_down (const EspOutResult *result)
{
  static const char *const grey[] = { "greylist", "graylist", NULL };
  static const char *const slow[] = {
    "too many", "too quickly", "too fast", "rate", "throttl", NULL
  };

  if (result->outcome != ESP_OUTCOME_REFUSED || !result->is_retryable ||
      says_any (result->reply, grey))
    return FALSE;
  return result->code == 421 || g_str_has_prefix (result->enhanced, "4.7.") ||
         says_any (result->reply, slow);
}

/**
 * esp_domain_pace_get_rest:
 *
 * Returns: until when the domain of @address rests; 0 when it does not
 */
gint64
esp_domain_pace_get_rest (EspDomainPace *self, const char *address, gint64 now_us)
{
  const Pace *pace = look_up (self, address);

  return pace != NULL && pace->rest_until_us > now_us ? pace->rest_until_us : 0;
}

/**
 * esp_domain_pace_take:
 *
 * Returns: whether one more may be under way to the domain of @address; it is counted then
 */
gboolean
esp_domain_pace_take (EspDomainPace *self, const char *address)
{
  g_autofree char *domain = find_domain (address);
  Pace *pace = g_hash_table_lookup (self->domains, domain);

  if (pace == NULL)
    {
      pace = g_new0 (Pace, 1);
      g_hash_table_insert (self->domains, g_steal_pointer (&domain), pace);
    }
  if (pace->limit > 0 && pace->n_in_flight >= pace->limit)
    return FALSE;
  pace->n_in_flight++;
  return TRUE;
}

/**
 * esp_domain_pace_release:
 *
 * One that was taken is not under way any more, and nothing was heard of it.
 */
void
esp_domain_pace_release (EspDomainPace *self, const char *address)
{
  Pace *pace = look_up (self, address);

  if (pace == NULL)
    return;
  if (pace->n_in_flight > 0)
    pace->n_in_flight--;
  forget_if_plain (self, address, pace);
}

static void
slow_down (EspDomainPace *self, Pace *pace, gint64 now_us)
{
  guint at_once = pace->limit > 0 ? pace->limit : pace->n_in_flight;

  if (pace->rest_until_us > now_us)
    return; /* of the same moment: the rest has begun already */
  pace->limit = MAX (1, at_once / 2);
  pace->n_good = 0;
  pace->rest_us = pace->rest_us == 0 ? FIRST_REST_US : MIN (2 * pace->rest_us, LONGEST_REST_US);
  pace->rest_until_us = now_us + pace->rest_us;
  self->n_domains_resting++;
}

static void
speed_up (EspDomainPace *self, Pace *pace)
{
  esp_domain_pace_forget_everywhere (self);
  if (pace->limit == 0)
    return;
  if (++pace->n_good % GOOD_PER_MORE == 0)
    pace->limit++;
  if (pace->n_good >= GOOD_PER_MORE)
    pace->rest_us = 0;
  if (pace->limit >= UNLIMITED_FROM)
    pace->limit = 0;
}

/**
 * esp_domain_pace_settle:
 *
 * Learns from what became of a message that was taken.
 */
void
esp_domain_pace_settle (EspDomainPace *self,
                        const char *address,
                        const EspOutResult *result,
                        gint64 now_us)
{
  Pace *pace = look_up (self, address);

  if (pace == NULL)
    return;
  if (esp_domain_pace_is_slow_down (result))
    slow_down (self, pace, now_us);
  else if (result->outcome == ESP_OUTCOME_ACCEPTED)
    speed_up (self, pace);
  if (result->outcome == ESP_OUTCOME_REFUSED && result->is_retryable)
    self->n_delays++;
  esp_domain_pace_release (self, address);
}

/**
 * esp_domain_pace_is_everywhere:
 *
 * Returns: whether so many domains asked for patience, and none took anything, that it must be our own
 *   server that has enough
 */
gboolean
esp_domain_pace_is_everywhere (const EspDomainPace *self)
{
  return self->n_domains_resting >= EVERYWHERE_DOMAINS || self->n_delays >= EVERYWHERE_DELAYS;
}

/**
 * esp_domain_pace_forget_everywhere:
 *
 * The server has been given its rest, or has taken something.
 */
void
esp_domain_pace_forget_everywhere (EspDomainPace *self)
{
  self->n_domains_resting = 0;
  self->n_delays = 0;
}

/**
 * esp_domain_pace_shift:
 * @delta_us: how far the clock was set
 *
 * Rests last as long as they would have.
 */
void
esp_domain_pace_shift (EspDomainPace *self, gint64 delta_us)
{
  GHashTableIter iter;
  gpointer pace;

  g_hash_table_iter_init (&iter, self->domains);
  while (g_hash_table_iter_next (&iter, NULL, &pace))
    ((Pace *) pace)->rest_until_us += delta_us;
}
