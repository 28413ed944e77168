/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the JSON of a journey: refused with a sentence, or read, checked, written and read again; and as
 * steps from the clipboard, put into a branch of a journey. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/journey/esp-journey-check.h"
#include "engine/journey/esp-journey-edits.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-path.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A path that the runner has packed is read back in any shape. */
static void
read_path (const guint8 *data, gsize size)
{
  g_autoptr (GArray) marks = esp_journey_path_read (data, size, 0);

  g_assert_nonnull (marks);
}

static void
paste (const guint8 *data, gsize size)
{
  static const char base[] =
    "{\"version\":1,\"steps\":[{\"id\":\"s\",\"kind\":\"random\",\"branches\":[{\"share\":1},"
    "{\"share\":1}]},{\"id\":\"x\",\"kind\":\"exit\"}]}";
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (EspJourney) journey = esp_journey_parse_json (base, -1, NULL);
  g_autoptr (EspJourneySpot) spot = esp_journey_spot_new ("s", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) pasted = esp_journey_edit_insert (journey, spot, text, NULL, &error);
  g_autofree char *json = NULL;
  g_autoptr (EspJourney) again = NULL;

  if (pasted == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  json = esp_journey_to_json (pasted);
  again = esp_journey_parse_json (json, -1, &error);
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const EspJourneyWorld world = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey =
    esp_journey_parse_json ((const char *) data, (gssize) size, &error);
  g_autoptr (EspJourney) again = NULL;
  g_autoptr (GArray) problems = NULL;
  g_autofree char *json = NULL;
  g_autofree char *twice = NULL;

  read_path (data, size);
  paste (data, size);
  if (journey == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  problems = esp_journey_check (journey, &world);
  json = esp_journey_to_json (journey);
  again = esp_journey_parse_json (json, -1, &error);
  g_assert_no_error (error);
  twice = esp_journey_to_json (again);
  g_assert_cmpstr (json, ==, twice);
  return 0;
}
