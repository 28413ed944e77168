/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what is written on the nodes and edges of a journey, by the ids of its steps. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-journey-face.h"

typedef struct
{
  char *step; /* (owned) (nullable) NULL: before the first step */
  int branch;
} EdgeKey;

struct _EspJourneyFaces
{
  gatomicrefcount refs;
  EspJourneyFace *entries; /* (owned) (nullable) */
  GHashTable *steps;       /* (owned) (element-type utf8 EspJourneyFace) */
  GHashTable *groups;      /* (owned) (element-type utf8 EspJourneyFace) */
  GHashTable *edges;       /* (owned) (element-type EdgeKey EspJourneyEdgeFace) */
};

static guint
edge_hash (gconstpointer data)
{
  const EdgeKey *key = data;

  return (key->step != NULL ? g_str_hash (key->step) : 0) * 31 + (guint) (key->branch + 1);
}

static gboolean
edge_equal (gconstpointer a, gconstpointer b)
{
  const EdgeKey *first = a, *second = b;

  return first->branch == second->branch && g_strcmp0 (first->step, second->step) == 0;
}

static void
edge_key_free (gpointer data)
{
  EdgeKey *key = data;

  g_free (key->step);
  g_free (key);
}

static void
edge_face_free (gpointer data)
{
  EspJourneyEdgeFace *face = data;

  g_free (face->text);
  g_free (face->number);
  g_free (face->tooltip);
  g_free (face->gone);
  g_free (face);
}

/**
 * esp_journey_face_new:
 *
 * Returns: (transfer full): an empty face without a count
 */
EspJourneyFace *
esp_journey_face_new (void)
{
  EspJourneyFace *self = g_new0 (EspJourneyFace, 1);

  self->n_here = -1;
  self->heat = -1;
  return self;
}

/**
 * esp_journey_face_copy:
 *
 * Returns: (transfer full)
 */
EspJourneyFace *
esp_journey_face_copy (const EspJourneyFace *self)
{
  EspJourneyFace *copy = g_new0 (EspJourneyFace, 1);

  *copy = *self;
  copy->icon = g_strdup (self->icon);
  copy->kind = g_strdup (self->kind);
  copy->title = g_strdup (self->title);
  copy->line = g_strdup (self->line);
  copy->here = g_strdup (self->here);
  for (guint i = 0; i < ESP_N_FACE_TALLIES; i++)
    copy->tallies[i] = g_strdup (self->tallies[i]);
  copy->mark_text = g_strdup (self->mark_text);
  copy->accessible_name = g_strdup (self->accessible_name);
  return copy;
}

/**
 * esp_face_tally_name:
 *
 * Returns: (transfer none): "sent", "held", "not-sent" or "failed"
 */
const char *
esp_face_tally_name (EspFaceTally tally)
{
  static const char *const names[ESP_N_FACE_TALLIES] = {
    [ESP_FACE_TALLY_SENT] = "sent",
    [ESP_FACE_TALLY_HELD] = "held",
    [ESP_FACE_TALLY_NOT_SENT] = "not-sent",
    [ESP_FACE_TALLY_FAILED] = "failed",
  };

  return names[tally];
}

/**
 * esp_journey_face_has_tallies:
 */
gboolean
esp_journey_face_has_tallies (const EspJourneyFace *self)
{
  for (guint i = 0; i < ESP_N_FACE_TALLIES; i++)
    if (self->tallies[i] != NULL)
      return TRUE;
  return FALSE;
}

/**
 * esp_journey_face_clear_tallies:
 */
void
esp_journey_face_clear_tallies (EspJourneyFace *self)
{
  for (guint i = 0; i < ESP_N_FACE_TALLIES; i++)
    g_clear_pointer (&self->tallies[i], g_free);
}

/**
 * esp_journey_face_free:
 */
void
esp_journey_face_free (EspJourneyFace *self)
{
  if (self == NULL)
    return;
  g_free (self->icon);
  g_free (self->kind);
  g_free (self->title);
  g_free (self->line);
  g_free (self->here);
  esp_journey_face_clear_tallies (self);
  g_free (self->mark_text);
  g_free (self->accessible_name);
  g_free (self);
}

/**
 * esp_journey_faces_new:
 *
 * Returns: (transfer full): faces of nothing, to be filled
 */
EspJourneyFaces *
esp_journey_faces_new (void)
{
  EspJourneyFaces *self = g_new0 (EspJourneyFaces, 1);

  g_atomic_ref_count_init (&self->refs);
  self->steps =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_journey_face_free);
  self->groups =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_journey_face_free);
  self->edges = g_hash_table_new_full (edge_hash, edge_equal, edge_key_free, edge_face_free);
  return self;
}

/**
 * esp_journey_faces_ref:
 */
EspJourneyFaces *
esp_journey_faces_ref (EspJourneyFaces *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_journey_faces_unref:
 */
void
esp_journey_faces_unref (EspJourneyFaces *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  esp_journey_face_free (self->entries);
  g_hash_table_unref (self->steps);
  g_hash_table_unref (self->groups);
  g_hash_table_unref (self->edges);
  g_free (self);
}

/**
 * esp_journey_faces_set_entries:
 * @face: (transfer full): what is written where people come in
 */
void
esp_journey_faces_set_entries (EspJourneyFaces *self, EspJourneyFace *face)
{
  esp_journey_face_free (self->entries);
  self->entries = face;
}

/**
 * esp_journey_faces_set_step:
 * @face: (transfer full)
 */
void
esp_journey_faces_set_step (EspJourneyFaces *self, const char *id, EspJourneyFace *face)
{
  g_hash_table_replace (self->steps, g_strdup (id), face);
}

/**
 * esp_journey_faces_set_group:
 * @face: (transfer full): title and, for when it is collapsed, line and problems
 */
void
esp_journey_faces_set_group (EspJourneyFaces *self, const char *id, EspJourneyFace *face)
{
  g_hash_table_replace (self->groups, g_strdup (id), face);
}

/**
 * esp_journey_faces_edit_edge:
 * @step: (nullable): %NULL for the edge before the first step
 * @branch: -1 for the edge behind the step
 *
 * Returns: (transfer none): the face of that edge, made when there was none; its members are set with
 *   allocated strings
 */
EspJourneyEdgeFace *
esp_journey_faces_edit_edge (EspJourneyFaces *self, const char *step, int branch)
{
  EspJourneyEdgeFace *face = (EspJourneyEdgeFace *) esp_journey_faces_get_edge (self, step, branch);
  EdgeKey *key;

  if (face != NULL)
    return face;
  key = g_new (EdgeKey, 1);
  key->step = g_strdup (step);
  key->branch = branch;
  face = g_new0 (EspJourneyEdgeFace, 1);
  face->heat = -1;
  face->n = -1;
  g_hash_table_insert (self->edges, key, face);
  return face;
}

/**
 * esp_journey_faces_get_entries:
 *
 * Returns: (transfer none) (nullable)
 */
const EspJourneyFace *
esp_journey_faces_get_entries (const EspJourneyFaces *self)
{
  return self->entries;
}

/**
 * esp_journey_faces_get_step:
 *
 * Returns: (transfer none) (nullable)
 */
const EspJourneyFace *
esp_journey_faces_get_step (const EspJourneyFaces *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->steps, id) : NULL;
}

/**
 * esp_journey_faces_get_group:
 *
 * Returns: (transfer none) (nullable)
 */
const EspJourneyFace *
esp_journey_faces_get_group (const EspJourneyFaces *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->groups, id) : NULL;
}

/**
 * esp_journey_faces_get_edge:
 * @step: (nullable)
 *
 * Returns: (transfer none) (nullable)
 */
const EspJourneyEdgeFace *
esp_journey_faces_get_edge (const EspJourneyFaces *self, const char *step, int branch)
{
  const EdgeKey key = { (char *) step, branch };

  return g_hash_table_lookup (self->edges, &key);
}
