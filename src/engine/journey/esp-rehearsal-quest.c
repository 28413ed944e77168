/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the numbers of a rehearsal: finds the leads that one of them counts, by leading everyone again. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-rehearsal-quest.h"

#include "store/esp-store.h"

#include <string.h>

#define STRIDE 1024

static const char *const names[ESP_N_REHEARSED] = {
  [ESP_REHEARSED_ENTERED] = "entered",     [ESP_REHEARSED_REACHED] = "reached",
  [ESP_REHEARSED_INSIDE] = "inside",       [ESP_REHEARSED_SENT] = "sent",
  [ESP_REHEARSED_HELD] = "held",           [ESP_REHEARSED_DELAYED] = "waiting",
  [ESP_REHEARSED_REFUSED] = "refused",     [ESP_REHEARSED_COLLIDED] = "collides",
  [ESP_REHEARSED_DISPLACED] = "displaces", [ESP_REHEARSED_HOUR] = "hour",
};

static gboolean
find_admission (const char *name, guint *out_which)
{
  for (guint i = 1; i < ESP_N_ADMISSIONS; i++)
    if (g_str_equal (esp_admission_name ((EspAdmission) i), name))
      {
        *out_which = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
find_source (const EspRehearsalWorld *world, const char *name, guint *out_which)
{
  return g_ptr_array_find_with_equal_func (world->sources, name, g_str_equal, out_which);
}

static gboolean
find_which (const EspRehearsalWorld *world, EspRehearsed what, const char *word, guint *out_which)
{
  EspReason reason = ESP_REASON_NONE;
  guint64 hour = 0;

  switch (what)
    {
    case ESP_REHEARSED_HELD:
    case ESP_REHEARSED_DELAYED:
      if (!esp_reason_from_name (word, &reason))
        return FALSE;
      *out_which = reason;
      return TRUE;
    case ESP_REHEARSED_REFUSED:
      return find_admission (word, out_which);
    case ESP_REHEARSED_COLLIDED:
    case ESP_REHEARSED_DISPLACED:
      return find_source (world, word, out_which);
    case ESP_REHEARSED_HOUR:
      if (!g_ascii_string_to_unsigned (word, 10, 0, G_MAXUINT32, &hour, NULL))
        return FALSE;
      *out_which = (guint) hour;
      return TRUE;
    case ESP_REHEARSED_ENTERED:
    case ESP_REHEARSED_REACHED:
    case ESP_REHEARSED_INSIDE:
    case ESP_REHEARSED_SENT:
    case ESP_N_REHEARSED:
    default:
      return *word == '\0';
    }
}

static gboolean
read_key (const EspRehearsalWorld *world, const char *key, EspRehearsalQuest *out, GError **error)
{
  const char *colon = strchr (key, ':');
  g_autofree char *name = colon != NULL ? g_strndup (key, (gsize) (colon - key)) : g_strdup (key);

  for (guint i = 0; i < ESP_N_REHEARSED; i++)
    if (g_str_equal (names[i], name))
      {
        out->what = (EspRehearsed) i;
        if (find_which (world, out->what, colon != NULL ? colon + 1 : "", &out->which))
          return TRUE;
      }
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "A rehearsal has no number “%s”: say entered, reached, inside, sent, held:REASON, "
               "waiting:REASON, refused:WHY, collides:NAME, displaces:NAME or hour:N",
               key);
  return FALSE;
}

/**
 * esp_rehearsal_collect:
 * @key: "held:no-consent", "sent", "collides:봄 세일" and so on
 * @cancellable: (nullable)
 *
 * Leads everyone again, who take the same way, and keeps whom that number counts.
 *
 * Returns: (transfer full): the leads; %NULL with @error set
 */
EspBitmap *
esp_rehearsal_collect (const EspRehearsal *self,
                       const char *key,
                       GCancellable *cancellable,
                       GError **error)
{
  const EspRehearsalWorld *world = esp_rehearsal_get_world (self);
  g_autoptr (EspRehearsalPerson) hand = NULL;
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  EspRehearsalQuest quest = { .leads = leads };

  if (!read_key (world, key, &quest, error))
    return NULL;
  hand = esp_rehearsal_person_new (world);
  esp_rehearsal_person_set_gates (hand, esp_rehearsal_get_gates (self));
  esp_rehearsal_person_set_quest (hand, &quest);
  for (guint i = 0; i < world->n_people; i++)
    {
      if (i % STRIDE == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      esp_rehearsal_person_lead (hand, i, NULL, NULL);
    }
  return g_steal_pointer (&leads);
}
