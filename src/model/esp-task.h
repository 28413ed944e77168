/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_TASK_HOLD, /* waits for its time; can still be cancelled */
  ESP_TASK_RUNNING,
  ESP_TASK_PAUSED,
  ESP_TASK_IDLE, /* has done all that there was, and more may come */
  ESP_TASK_DONE,
  ESP_TASK_STOPPED,
  ESP_TASK_FAILED,
} EspTaskState;

/* What a person may ask of a task; a set. */
typedef enum
{
  ESP_TASK_PAUSE = 1 << 0,
  ESP_TASK_RESUME = 1 << 1,
  ESP_TASK_STOP = 1 << 2,
  ESP_TASK_OPEN = 1 << 3,
  ESP_TASK_RETRY = 1 << 4,   /* what failed, once more */
  ESP_TASK_DECIDE = 1 << 5,  /* something that only a person can decide */
  ESP_TASK_EXPLAIN = 1 << 6, /* why some of it failed */
  ESP_TASK_SKIP = 1 << 7,    /* let what failed be */
  ESP_TASK_LATER = 1 << 8,   /* its time has passed: at another one */
} EspTaskRequest;

/* Something that runs, as people see it: an import, an export, a send. Whoever runs it makes one, adds it
 * to the workspace and keeps it true; views only bind to it. Main thread.
 *
 * Properties, notified: "title", "detail" (string), "state" (int), "fraction" (double, below 0: unknown),
 * "requests" (uint: what may be asked now). Signal "requested" (uint request): a person asks for it. */
#define ESP_TYPE_TASK (esp_task_get_type ())
G_DECLARE_FINAL_TYPE (EspTask, esp_task, ESP, TASK, GObject)

EspTask *esp_task_new (const char *title, guint requests);
const char *esp_task_get_title (EspTask *self);
const char *esp_task_get_detail (EspTask *self);
EspTaskState esp_task_get_state (EspTask *self);
double esp_task_get_fraction (EspTask *self);
guint esp_task_get_requests (EspTask *self);
gint64 esp_task_get_n_again (EspTask *self);
gboolean esp_task_is_over (EspTask *self);
gboolean esp_task_is_trouble (EspTask *self);
const char *esp_task_get_address (EspTask *self);

void esp_task_set_title (EspTask *self, const char *title);
void esp_task_set_detail (EspTask *self, const char *detail);
void esp_task_set_state (EspTask *self, EspTaskState state);
void esp_task_set_fraction (EspTask *self, double fraction);
void esp_task_set_requests (EspTask *self, guint requests);
void esp_task_set_n_again (EspTask *self, gint64 n_again);
void esp_task_set_trouble (EspTask *self, gboolean is_trouble);
void esp_task_set_address (EspTask *self, const char *address);
void esp_task_request (EspTask *self, EspTaskRequest request);

G_END_DECLS
