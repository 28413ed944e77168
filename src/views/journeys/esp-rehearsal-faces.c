/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the people of a rehearsal onto the steps and edges of its picture, as they are at one moment. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-rehearsal-faces.h"

#include "base/esp-format.h"

#include <glib/gi18n.h>

typedef struct
{
  EspJourneyFaces *faces;
  const EspRehearsal *rehearsal;
  const EspJourney *journey;
  const EspRehearsalTally *tally;
  gint64 at_us;
  double whole;
} Write;

static void
write_step (const Write *write, guint32 index)
{
  const EspJourneyStep *step = esp_journey_get_step (write->journey, index);
  const EspJourneyFace *before = esp_journey_faces_get_step (write->faces, step->id);
  gint64 n_here = esp_rehearsal_tally_n_here (write->tally, index, write->at_us);
  gint64 n_passed = esp_rehearsal_tally_n_passed (write->tally, index, write->at_us);
  g_autofree char *here = esp_format_count (n_here);
  EspJourneyFace *face;

  if (before == NULL)
    return; /* the picture is of another version by now */
  face = esp_journey_face_copy (before);
  face->n_here = n_here;
  face->heat = (double) (n_here + n_passed) / write->whole;
  g_free (face->here);
  /* Translators: a number of people at a step */
  /* What was really sent has no place among numbers of what would be. */
  esp_journey_face_clear_tallies (face);
  face->here = n_here > 0 ? g_strdup_printf (C_ ("rehearsal", "%s here"), here) : NULL;
  esp_journey_faces_set_step (write->faces, step->id, face);
}

static void
write_edge (const Write *write, const char *step, int branch, gint64 n)
{
  EspJourneyEdgeFace *edge = esp_journey_faces_edit_edge (write->faces, step, branch);

  g_free (edge->number);
  edge->number = n > 0 ? esp_format_count (n) : NULL;
  edge->n = n;
  edge->heat = (double) n / write->whole;
}

static gint64
count_came (const Write *write, guint32 index)
{
  return esp_rehearsal_tally_n_passed (write->tally, index, write->at_us) +
         esp_rehearsal_tally_n_here (write->tally, index, write->at_us);
}

static void
write_edges (const Write *write, guint32 index)
{
  const EspJourneyStep *step = esp_journey_get_step (write->journey, index);
  guint n_branches = esp_journey_step_get_n_branches (step);

  for (guint i = 0; i < n_branches; i++)
    write_edge (write, step->id, (int) i,
                esp_rehearsal_tally_n_taken (write->tally, index, i, write->at_us));
  if (step->kind == ESP_STEP_EXIT || step->kind == ESP_STEP_JOIN || step->kind == ESP_STEP_GO_TO)
    return;
  if (n_branches == 0)
    write_edge (write, step->id, -1,
                esp_rehearsal_tally_n_passed (write->tally, index, write->at_us));
  else if (step->sibling != ESP_JOURNEY_NOWHERE)
    write_edge (write, step->id, -1, count_came (write, step->sibling));
}

/**
 * esp_rehearsal_faces_write:
 */
void
esp_rehearsal_faces_write (EspJourneyFaces *faces, const EspRehearsal *rehearsal, gint64 at_us)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  Write write = { faces, rehearsal, esp_rehearsal_get_world (rehearsal)->journey, tally, at_us, 1 };

  write.whole = (double) MAX (tally->n_entered, 1);
  for (guint32 i = 0; i < esp_journey_get_n_steps (write.journey); i++)
    {
      write_step (&write, i);
      write_edges (&write, i);
    }
  write_edge (&write, NULL, -1, esp_rehearsal_tally_n_entered (tally, at_us));
}
