/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares two versions of a journey by the ids of their steps: what was added, changed, moved and removed.
 * What is in a step is compared as its text form writes it, so nothing that can be written goes unseen. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-diff.h"

#include "engine/journey/esp-journey-diff-private.h"
#include "engine/journey/esp-journey-json.h"

#include <json-glib/json-glib.h>

typedef struct
{
  EspJourneyDiff *diff;
  JsonNode *old_root;     /* (owned) */
  JsonNode *new_root;     /* (owned) */
  JsonObject **old_texts; /* (owned) (element unowned) by step */
  JsonObject **new_texts; /* (owned) (element unowned) by step */
  guint64
    *old_containers; /* (owned) by step: in which line of which branch, as both versions know it */
  guint64 *new_containers; /* (owned) */
} Comparison;

static void
member_clear (gpointer data)
{
  EspDifferentMember *member = data;

  g_free (member->name);
  g_free (member->before);
  g_free (member->after);
}

static void
difference_clear (gpointer data)
{
  EspDifference *self = data;

  g_free (self->id);
  g_free (self->branch);
  g_free (self->title);
  g_free (self->after);
  g_free (self->parent);
  g_clear_pointer (&self->members, g_array_unref);
}

/**
 * esp_journey_diff_free:
 */
void
esp_journey_diff_free (EspJourneyDiff *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->differences);
  esp_journey_unref (self->before);
  esp_journey_unref (self->after);
  g_free (self->to_new);
  g_free (self->to_old);
  g_free (self->has_moved);
  g_free (self->changed);
  g_free (self);
}

static void
collect_texts (JsonObject *holder, JsonObject **texts, guint *n)
{
  JsonArray *steps = json_object_get_array_member (holder, "steps");

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      JsonArray *branches = json_object_has_member (step, "branches")
                              ? json_object_get_array_member (step, "branches")
                              : NULL;

      texts[(*n)++] = step;
      for (guint j = 0; branches != NULL && j < json_array_get_length (branches); j++)
        collect_texts (json_array_get_object_element (branches, j), texts, n);
    }
}

/* The text of a journey has its steps in the order of their numbers. */
static JsonObject **
read_texts (const EspJourney *journey, JsonNode **out_root)
{
  g_autofree char *text = esp_journey_to_json (journey);
  JsonObject **texts = g_new0 (JsonObject *, esp_journey_get_n_steps (journey) + 1);
  guint n = 0;

  *out_root = json_from_string (text, NULL);
  collect_texts (json_node_get_object (*out_root), texts, &n);
  g_assert (n == esp_journey_get_n_steps (journey));
  return texts;
}

static EspDifference *
add (EspJourneyDiff *self, EspDifferenceKind kind, EspDifferencePlace place, const char *id)
{
  const EspDifference difference = { .kind = kind,
                                     .place = place,
                                     .id = g_strdup (id),
                                     .parent_branch = -1,
                                     .old_step = ESP_JOURNEY_NOWHERE,
                                     .new_step = ESP_JOURNEY_NOWHERE };

  g_array_append_val (self->differences, difference);
  return &g_array_index (self->differences, EspDifference, self->differences->len - 1);
}

static char *
write_node (JsonNode *node)
{
  return node != NULL ? json_to_string (node, FALSE) : NULL;
}

static void
add_member (EspDifference *self, const char *name, JsonNode *before, JsonNode *after)
{
  const EspDifferentMember member = { g_strdup (name), write_node (before), write_node (after) };

  if (self->members == NULL)
    {
      self->members = g_array_new (FALSE, TRUE, sizeof (EspDifferentMember));
      g_array_set_clear_func (self->members, member_clear);
    }
  g_array_append_val (self->members, member);
}

/* What people can read in a version, and nothing does anything with. */
static gboolean
is_wording (const char *name)
{
  return g_str_equal (name, "title") || g_str_equal (name, "note") || g_str_equal (name, "group");
}

static gboolean
is_compared (const char *name)
{
  return !g_str_equal (name, "id") && !g_str_equal (name, "kind") &&
         !g_str_equal (name, "branches") && !g_str_equal (name, "steps") &&
         !g_str_equal (name, "entries") && !g_str_equal (name, "groups") &&
         !g_str_equal (name, "version");
}

/* What is not the same is added to the members of @out. */
static void
compare_objects (JsonObject *before, JsonObject *after, EspDifference *out)
{
  g_autoptr (GList) old_names = json_object_get_members (before);
  g_autoptr (GList) new_names = json_object_get_members (after);

  out->is_wording = TRUE;
  for (GList *at = old_names; at != NULL; at = at->next)
    {
      JsonNode *first = json_object_get_member (before, at->data);
      JsonNode *second = json_object_get_member (after, at->data);

      if (!is_compared (at->data) || (second != NULL && json_node_equal (first, second)))
        continue;
      add_member (out, at->data, first, second);
      out->is_wording = out->is_wording && is_wording (at->data);
    }
  for (GList *at = new_names; at != NULL; at = at->next)
    if (is_compared (at->data) && !json_object_has_member (before, at->data))
      {
        add_member (out, at->data, NULL, json_object_get_member (after, at->data));
        out->is_wording = out->is_wording && is_wording (at->data);
      }
}

/* Adds the change, unless both are the same. */
static EspDifference *
add_change (EspJourneyDiff *self,
            EspDifferencePlace place,
            JsonObject *before,
            JsonObject *after,
            const char *id)
{
  EspDifference *change = add (self, ESP_DIFFERENCE_CHANGED, place, id);

  compare_objects (before, after, change);
  if (change->members != NULL)
    return change;
  g_array_set_size (self->differences, self->differences->len - 1);
  return NULL;
}

/* What both versions have as lists of objects with ids: entries and groups. */
static void
compare_lists (Comparison *self, const char *member, EspDifferencePlace place)
{
  JsonObject *roots[2] = { json_node_get_object (self->old_root),
                           json_node_get_object (self->new_root) };
  g_autoptr (GHashTable) before = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) kept = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint version = 0; version < 3; version++)
    {
      JsonObject *root =
        roots[version == 1]; /* the old ones are gone through again for the removed */
      JsonArray *list =
        json_object_has_member (root, member) ? json_object_get_array_member (root, member) : NULL;

      for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
        {
          JsonObject *object = json_array_get_object_element (list, i);
          const char *id = json_object_get_string_member (object, "id");
          JsonObject *other = g_hash_table_lookup (before, id);
          EspDifference *difference = NULL;

          if (version == 0)
            g_hash_table_insert (before, (gpointer) id, object);
          else if (version == 2 && !g_hash_table_contains (kept, id))
            difference = add (self->diff, ESP_DIFFERENCE_REMOVED, place, id);
          else if (version == 1 && other == NULL)
            difference = add (self->diff, ESP_DIFFERENCE_ADDED, place, id);
          else if (version == 1)
            difference = add_change (self->diff, place, other, object, id);
          if (version == 1)
            g_hash_table_add (kept, (gpointer) id);
          if (difference != NULL)
            difference->title =
              g_strdup (json_object_get_string_member_with_default (object,
                                                                    place == ESP_DIFFERENCE_OF_ENTRY
                                                                      ? "kind"
                                                                      : "title",
                                                                    NULL));
        }
    }
}

static void
compare_settings (Comparison *self)
{
  EspDifference all = { 0 };

  compare_objects (json_node_get_object (self->old_root), json_node_get_object (self->new_root),
                   &all);
  for (guint i = 0; all.members != NULL && i < all.members->len; i++)
    {
      EspDifferentMember *member = &g_array_index (all.members, EspDifferentMember, i);
      EspDifferenceKind kind = member->before == NULL  ? ESP_DIFFERENCE_ADDED
                               : member->after == NULL ? ESP_DIFFERENCE_REMOVED
                                                       : ESP_DIFFERENCE_CHANGED;
      EspDifference *difference = add (self->diff, kind, ESP_DIFFERENCE_OF_SETTING, member->name);

      difference->members = g_array_new (FALSE, TRUE, sizeof (EspDifferentMember));
      g_array_set_clear_func (difference->members, member_clear);
      g_array_append_val (difference->members, *member);
      difference->is_wording = g_str_equal (member->name, "name") || is_wording (member->name);
      *member = (EspDifferentMember){ NULL, NULL, NULL };
    }
  difference_clear (&all);
}

static const char *
find_before (const EspJourney *journey, guint32 wanted)
{
  const EspJourneyStep *step = esp_journey_get_step (journey, wanted);
  guint32 at = step->parent == ESP_JOURNEY_NOWHERE
                 ? esp_journey_get_first (journey)
                 : esp_journey_step_get_branch (esp_journey_get_step (journey, step->parent),
                                                step->parent_branch)
                     ->first_step;

  if (at == wanted)
    return NULL;
  while (at != ESP_JOURNEY_NOWHERE && esp_journey_get_step (journey, at)->sibling != wanted)
    at = esp_journey_get_step (journey, at)->sibling;
  return at != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, at)->id : NULL;
}

static EspDifference *
add_step (EspJourneyDiff *self, EspDifferenceKind kind, guint32 old, guint32 new)
{
  const EspJourney *journey = new != ESP_JOURNEY_NOWHERE ? self->after : self->before;
  guint32 index = new != ESP_JOURNEY_NOWHERE ? new : old;
  const EspJourneyStep *step = esp_journey_get_step (journey, index);
  EspDifference *difference = add (self, kind, ESP_DIFFERENCE_OF_STEP, step->id);

  difference->title = g_strdup (step->title);
  difference->after = g_strdup (find_before (journey, index));
  if (step->parent != ESP_JOURNEY_NOWHERE)
    {
      difference->parent = g_strdup (esp_journey_get_step (journey, step->parent)->id);
      difference->parent_branch = (int) step->parent_branch;
    }
  difference->old_step = old;
  difference->new_step = new;
  return difference;
}

static EspDifference *
add_branch (EspJourneyDiff *self, EspDifferenceKind kind, guint32 old, guint32 new, guint number)
{
  gboolean is_old = kind == ESP_DIFFERENCE_REMOVED;
  const EspJourneyStep *step =
    esp_journey_get_step (is_old ? self->before : self->after, is_old ? old : new);
  const EspJourneyBranch *branch = esp_journey_step_get_branch (step, number);
  EspDifference *difference = add (self, kind, ESP_DIFFERENCE_OF_BRANCH, step->id);

  difference->branch =
    branch->id != NULL ? g_strdup (branch->id) : g_strdup_printf ("%u", number + 1);
  difference->title = g_strdup (branch->title);
  difference->old_step = old;
  difference->new_step = new;
  return difference;
}

static JsonObject *
get_branch_text (JsonObject *step, guint branch)
{
  return json_array_get_object_element (json_object_get_array_member (step, "branches"), branch);
}

static void
compare_branches (Comparison *self, guint32 old, guint32 new)
{
  EspJourneyDiff *diff = self->diff;
  const EspJourneyStep *before = esp_journey_get_step (diff->before, old);
  const EspJourneyStep *after = esp_journey_get_step (diff->after, new);
  guint n = esp_journey_step_get_n_branches (after);
  g_autofree guint32 *kept = g_new0 (guint32, n + 1);
  g_autofree guint *kept_new = g_new0 (guint, n + 1);
  g_autofree gboolean *is_in = g_new0 (gboolean, n + 1);
  guint n_kept = 0;

  for (guint i = 0; i < n; i++)
    {
      int match = esp_journey_diff_match_branch (after, before, i);

      if (match < 0)
        {
          (void) add_branch (diff, ESP_DIFFERENCE_ADDED, old, new, i);
          continue;
        }
      kept[n_kept] = (guint32) match;
      kept_new[n_kept++] = i;
    }
  esp_journey_diff_mark_longest (kept, n_kept, is_in);
  for (guint i = 0; i < n_kept; i++)
    {
      EspDifference *change = add_branch (diff, ESP_DIFFERENCE_CHANGED, old, new, kept_new[i]);

      compare_objects (get_branch_text (self->old_texts[old], kept[i]),
                       get_branch_text (self->new_texts[new], kept_new[i]), change);
      if (change->members == NULL)
        g_array_set_size (diff->differences, diff->differences->len - 1);
      if (!is_in[i])
        (void) add_branch (diff, ESP_DIFFERENCE_MOVED, old, new, kept_new[i]);
    }
  for (guint i = 0; i < esp_journey_step_get_n_branches (before); i++)
    if (esp_journey_diff_match_branch (before, after, i) < 0)
      (void) add_branch (diff, ESP_DIFFERENCE_REMOVED, old, new, i);
}

static void
compare_step (Comparison *self, guint32 old, guint32 new)
{
  EspJourneyDiff *diff = self->diff;
  EspDifference *change = add_step (diff, ESP_DIFFERENCE_CHANGED, old, new);

  compare_objects (self->old_texts[old], self->new_texts[new], change);
  if (change->members != NULL)
    diff->changed[old] = (int) diff->differences->len - 1;
  else
    g_array_set_size (diff->differences, diff->differences->len - 1);
  if (diff->has_moved[old])
    (void) add_step (diff, ESP_DIFFERENCE_MOVED, old, new);
  compare_branches (self, old, new);
}

/**
 * esp_journey_diff_new:
 *
 * Returns: (transfer full): what differs: settings, entries, groups, then the steps of @after in their
 *   order, then those that are gone
 */
EspJourneyDiff *
esp_journey_diff_new (EspJourney *before, EspJourney *after)
{
  EspJourneyDiff *self = g_new0 (EspJourneyDiff, 1);
  Comparison comparison = { self };
  guint n_old = esp_journey_get_n_steps (before);
  guint n_new = esp_journey_get_n_steps (after);

  self->before = esp_journey_ref (before);
  self->after = esp_journey_ref (after);
  self->differences = g_array_new (FALSE, TRUE, sizeof (EspDifference));
  g_array_set_clear_func (self->differences, difference_clear);
  self->to_new = g_new0 (guint32, n_old + 1);
  self->has_moved = g_new0 (gboolean, n_old + 1);
  self->changed = g_new0 (int, n_old + 1);
  self->to_old = g_new0 (guint32, n_new + 1);
  esp_journey_diff_match (self);
  comparison.old_texts = read_texts (before, &comparison.old_root);
  comparison.new_texts = read_texts (after, &comparison.new_root);
  compare_settings (&comparison);
  compare_lists (&comparison, "entries", ESP_DIFFERENCE_OF_ENTRY);
  compare_lists (&comparison, "groups", ESP_DIFFERENCE_OF_GROUP);
  for (guint32 i = 0; i < n_new; i++)
    if (self->to_old[i] == ESP_JOURNEY_NOWHERE)
      (void) add_step (self, ESP_DIFFERENCE_ADDED, ESP_JOURNEY_NOWHERE, i);
    else
      compare_step (&comparison, self->to_old[i], i);
  for (guint32 i = 0; i < n_old; i++)
    if (self->to_new[i] == ESP_JOURNEY_NOWHERE)
      (void) add_step (self, ESP_DIFFERENCE_REMOVED, i, ESP_JOURNEY_NOWHERE);
  json_node_unref (comparison.old_root);
  json_node_unref (comparison.new_root);
  g_free (comparison.old_texts);
  g_free (comparison.new_texts);
  return self;
}

/**
 * esp_journey_diff_is_empty:
 */
gboolean
esp_journey_diff_is_empty (const EspJourneyDiff *self)
{
  return self->differences->len == 0;
}

/**
 * esp_journey_diff_find:
 *
 * Returns: (transfer none) (nullable): that of a step
 */
const EspDifference *
esp_journey_diff_find (const EspJourneyDiff *self, EspDifferenceKind kind, const char *step)
{
  for (guint i = 0; i < self->differences->len; i++)
    {
      const EspDifference *difference = &g_array_index (self->differences, EspDifference, i);

      if (difference->kind == kind && difference->place == ESP_DIFFERENCE_OF_STEP &&
          g_strcmp0 (difference->id, step) == 0)
        return difference;
    }
  return NULL;
}

/**
 * esp_journey_diff_get_change:
 *
 * Returns: (transfer none) (nullable): what changed in that step of the old version
 */
const EspDifference *
esp_journey_diff_get_change (const EspJourneyDiff *self, guint32 old_step)
{
  int index = self->changed[old_step];

  return index >= 0 ? &g_array_index (self->differences, EspDifference, (guint) index) : NULL;
}

/**
 * esp_difference_has_member:
 */
gboolean
esp_difference_has_member (const EspDifference *self, const char *name)
{
  for (guint i = 0; self->members != NULL && i < self->members->len; i++)
    if (g_str_equal (g_array_index (self->members, EspDifferentMember, i).name, name))
      return TRUE;
  return FALSE;
}
