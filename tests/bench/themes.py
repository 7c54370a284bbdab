"""`python -m tests.bench.themes`: how well texts are assigned to a codebook's themes and grouped without one, beside other ways.

Reads the labelled texts of the folder of real material (UOMA_SHARED_DATA). Themes with fewer than 100 texts (banking77: 110) are left out;
examples are drawn three times, and everything else is asked. Name parts to run only these: codebook, languages, discovery, twins, scale.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from flows.insights.classifier import Field, sharpened
from flows.insights.features import said, telling
from flows.insights.groups import groups, neighbours, space
from flows.insights.lessons import Lesson
from flows.insights.training import trained
from flows.insights.vocabulary import Vocabulary
from flows.model.observations import Observation
from flows.observations.twins import twins

TEXTS = Path(os.environ.get("UOMA_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")) / "texts"
SETS = {"massive_fi": ("fi", 100, 0), "banking77": ("en", 110, 0), "massive_en": ("en", 110, 0), "vkk": ("fi", 100, 8000)}
"""Language, fewest texts of a theme, and how many texts are taken (0: all)."""
DRAWS = (1, 2, 3)


def main() -> None:
    """Print one line a figure."""
    if not TEXTS.is_dir():
        raise SystemExit("the folder of real material is not here; name it in UOMA_SHARED_DATA")
    if sys.argv[1:2] == ["--grouped"]:
        return grouped(sys.argv[2])
    parts = {"codebook": codebook, "languages": languages, "discovery": discovery, "twins": near_duplicates, "scale": scale}
    for name in sys.argv[1:] or parts:
        parts[name]()
    return None


def read(name: str, fewest: int = 0, most: int = 0) -> list[tuple[str, str]]:
    with (TEXTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    if most:
        rows = random.Random(1).sample(rows, most)
    often = Counter(label for _, label in rows)
    return [row for row in rows if often[row[1]] >= fewest]


def drawn(labels: Sequence[str], shots: int, seed: int) -> list[int]:
    by: dict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        by[label].append(place)
    chance = random.Random(seed)
    return [place for label in sorted(by) for place in chance.sample(by[label], shots)]


def codebook() -> None:
    print("accuracy; error of calibration raw and calibrated; assigned with a quarter of the themes hidden, and how much of it is right")
    for name, (language, fewest, most) in SETS.items():
        rows = read(name, fewest, most)
        labels = [label for _, label in rows]
        texts = [(tuple(said(text)), language) for text, _ in rows]
        for shots in (5, 10, 20):
            figures = [once(texts, labels, shots, seed) for seed in DRAWS]
            told = "  ".join(f"{key} {np.mean([each[key] for each in figures]):.3f}" for key in figures[0])
            print(f"{name} ({len(set(labels))}) {shots:2} examples: {told}", flush=True)


def once(texts: Sequence[tuple[tuple[str, ...], str]], labels: Sequence[str], shots: int, seed: int) -> dict[str, float]:
    listed = sorted(set(labels))
    hidden = set(random.Random(seed).sample(listed, len(listed) // 4))
    taught, left = split(texts, labels, shots, seed, set())
    lessons = tuple(sorted({Lesson(*texts[row], (labels[row],)) for row in taught}))
    vocabulary = Vocabulary.of([*((each.tokens, each.language) for each in lessons), *(texts[row] for row in left)])
    field = Field.of(vocabulary, lessons, [texts[row] for row in left])
    begun = time.process_time()
    model = trained(lessons, field, vocabulary)
    seconds = time.process_time() - begun
    about = np.array([labels[row] for row in left])
    found = model.probabilities(field)[:, :-1]
    right = np.array(model.themes)[found.argmax(axis=1)] == about
    raw = sharpened(model.spread(field), 1.0, 0.0)[:, :-1]
    assigned, precise = selective(texts, labels, shots, seed, hidden)
    return {
        "ours": right.mean(),
        **beside(field, lessons, about),
        "ECE raw": calibration_error(raw.max(axis=1), right),
        "ECE": calibration_error(found.max(axis=1), right),
        "assigned": assigned,
        "right of it": precise,
        "s": seconds,
    }


def split(texts: Sequence[Any], labels: Sequence[str], shots: int, seed: int, hidden: set[str]) -> tuple[list[int], list[int]]:
    open_rows = [row for row, label in enumerate(labels) if label not in hidden]
    taught = [open_rows[place] for place in drawn([labels[row] for row in open_rows], shots, seed)]
    return taught, sorted(set(range(len(texts))).difference(taught))


def selective(texts: Sequence[Any], labels: Sequence[str], shots: int, seed: int, hidden: set[str]) -> tuple[float, float]:
    taught, left = split(texts, labels, shots, seed, hidden)
    lessons = tuple(sorted({Lesson(*texts[row], (labels[row],)) for row in taught}))
    vocabulary = Vocabulary.of([*((each.tokens, each.language) for each in lessons), *(texts[row] for row in left)])
    field = Field.of(vocabulary, lessons, [texts[row] for row in left])
    told = trained(lessons, field, vocabulary).told(field)
    right = [labels[left[row]] == theme for row, theme in told]
    return len(told) / len(left), float(np.mean(right)) if right else 1.0


def beside(field: Field, lessons: Sequence[Lesson], about: Any) -> dict[str, float]:
    """The nearest centroid (cosine), a linear support vector machine and the nearest 5 lessons, on the same features."""
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.svm import LinearSVC

    known = np.array([lesson.themes[0] for lesson in lessons])
    rows, asked = field.rows[: len(lessons)], field.rows[len(lessons) :]
    themes = np.array(sorted(set(known)))
    centroids = (known[None, :] == themes[:, None]).astype(float) @ rows.toarray()
    near = (asked @ (centroids / np.linalg.norm(centroids, axis=1, keepdims=True)).T).argmax(axis=1)
    ways = {"SVC": LinearSVC(), "kNN": KNeighborsClassifier(5, metric="cosine")}
    told = {name: float((way.fit(rows, known).predict(asked) == about).mean()) for name, way in ways.items()}
    return {"centroid": float((themes[near] == about).mean()), **told}


def calibration_error(sure: Any, right: Any, bins: int = 15) -> float:
    """Expected calibration error: how far, on average, what is said to be sure is from how often it is right (Guo et al. 2017)."""
    place = np.minimum((sure * bins).astype(int), bins - 1)
    met = np.unique(place)
    return float(sum(abs(sure[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in met))


def languages() -> None:
    """English examples alone for Finnish texts, with and without a glossary of 200 pairs that was made of other parallel sentences."""
    with (TEXTS / "massive_fi.csv").open(encoding="utf-8", newline="") as file:
        finnish = {row["id"]: (row["text"], row["scenario"]) for row in csv.DictReader(file)}
    with (TEXTS / "massive_en.csv").open(encoding="utf-8", newline="") as file:
        english = {row["id"]: row["text"] for row in csv.DictReader(file)}
    both = sorted(finnish.keys() & english.keys())
    random.Random(3).shuffle(both)
    learnt, asked, examples = both[:4000], both[4000:6000], both[6000:]
    pairs = parallel([(finnish[i][0], english[i]) for i in learnt], 200)
    for name, speaks, glossary in (
        ("Finnish", ("fi",), ()),
        ("English", ("en",), ()),
        ("English + glossary", ("en",), pairs),
        ("both", ("fi", "en"), ()),
    ):
        right = []
        for seed in DRAWS:
            chosen = [examples[place] for place in drawn([finnish[i][1] for i in examples], 10, seed)]
            spoken = {"fi": lambda i: finnish[i][0], "en": lambda i: english[i]}
            lessons = tuple(sorted({Lesson(tuple(said(spoken[s](i))), s, (finnish[i][1],)) for i in chosen for s in speaks}))
            texts = [(tuple(said(finnish[i][0])), "fi") for i in asked]
            vocabulary = Vocabulary.of([*((each.tokens, each.language) for each in lessons), *texts], glossary)
            field = Field.of(vocabulary, lessons, texts)
            best = trained(lessons, field, vocabulary).probabilities(field)[:, :-1].argmax(axis=1)
            themes = sorted({theme for each in lessons for theme in each.themes})
            right.append(np.mean([themes[b] == finnish[i][1] for b, i in zip(best, asked, strict=True)]))
        print(f"languages: 18 scenarios, 10 {name} examples, Finnish texts: accuracy {np.mean(right):.3f}", flush=True)


def parallel(pairs: Sequence[tuple[str, str]], count: int) -> tuple[tuple[str, str], ...]:
    """The Finnish word that goes best with each of the commonest English ones (Dice)."""
    together: Counter[tuple[str, str]] = Counter()
    alone: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for finnish, english in pairs:
        words = set(telling(said(finnish), "fi")), set(telling(said(english), "en"))
        alone[0].update(words[0])
        alone[1].update(words[1])
        together.update((f, e) for f in sorted(words[0]) for e in sorted(words[1]))
    best: dict[str, tuple[float, str]] = {}
    for (f, e), often in together.items():
        best[e] = max(best.get(e, (0.0, "")), (2 * often / (alone[0][f] + alone[1][e]), f))
    common = sorted(best, key=lambda e: (-alone[1][e], e))
    return tuple((best[e][1], e) for e in common[:count])


def discovery() -> None:
    """Groups beside k-means and NMF that are told the number of themes, on whole sets; and UMAP with HDBSCAN where they are installed."""
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.decomposition import NMF
    from sklearn.metrics import adjusted_mutual_info_score as ami
    from sklearn.metrics import adjusted_rand_score as ari

    for name in ("massive_fi", "banking77"):
        rows = read(name)
        language, gold = SETS[name][0], [label for _, label in rows]
        begun = time.perf_counter()
        features = space([telling(said(text), language) for text, _ in rows], language)
        found = groups(features, 8)
        seconds = time.perf_counter() - begun
        ours = np.full(len(rows), -1)
        for number, group in enumerate(found):
            ours[group.rows] = number
        every = leiden(neighbours(features), len(rows))
        themes = len(set(gold))
        others = {"communities before loose ones are left out": every}
        others["k-means"] = MiniBatchKMeans(themes, random_state=1, n_init=3).fit_predict(features)
        others["NMF"] = NMF(themes, init="nndsvd", max_iter=60, random_state=1).fit_transform(features).argmax(axis=1)
        covered = ours >= 0
        inside = [label for label, kept in zip(gold, covered, strict=True) if kept]
        print(f"discovery {name}: ours AMI {ami(gold, ours):.3f} ARI {ari(gold, ours):.3f} groups {len(found)} cover {covered.mean():.2f}")
        print(f"  of what is covered AMI {ami(inside, ours[covered]):.3f} ARI {ari(inside, ours[covered]):.3f}; {seconds:.1f} s")
        for way, labels in others.items():
            print(f"  {way}: AMI {ami(gold, labels):.3f} ARI {ari(gold, labels):.3f}", flush=True)
        density(features, gold, ami, ari)


def leiden(graph: Any, count: int) -> Any:
    import graspologic_native
    from scipy import sparse

    upper = sparse.triu(graph, k=1).tocoo()
    edges = list(zip(map(str, upper.row.tolist()), map(str, upper.col.tolist()), upper.data.tolist(), strict=True))
    _, community = graspologic_native.leiden(edges, resolution=2.0, use_modularity=True, seed=20211)
    return np.array([community.get(str(row), -1 - row) for row in range(count)])


def density(features: Any, gold: Sequence[str], ami: Any, ari: Any) -> None:
    try:
        import hdbscan
        import umap
    except ImportError:
        print("  UMAP + HDBSCAN: skipped, umap-learn and hdbscan are not installed")
        return
    from sklearn.decomposition import TruncatedSVD

    dense = TruncatedSVD(200, random_state=1).fit_transform(features)
    flat = umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=1).fit_transform(dense)
    labels = hdbscan.HDBSCAN(min_cluster_size=10).fit_predict(flat)
    print(f"  UMAP + HDBSCAN: AMI {ami(gold, labels):.3f} ARI {ari(gold, labels):.3f} cover {(labels >= 0).mean():.2f}")


def near_duplicates() -> None:
    """Re-typed texts that are found among 2,000 real ones: case, a typo, a greeting, a word dropped, halves swapped; of one voice in two
    documents, and of nobody's voice. Only texts of six words or more are repeats at all."""
    chance = random.Random(5)
    for name in ("massive_fi", "vkk", "banking77"):
        texts = sorted({text for text, _ in read(name) if len(said(text)) >= 6})
        texts = chance.sample(texts, min(2000, len(texts)))
        for voiced in (True, False):
            observations = [seen(f"a{n:05}", "a", text, f"s:P{n % 50}" if voiced else "") for n, text in enumerate(texts)]
            observations += [
                seen(f"b{n:05}", "b", retyped(text, chance), f"s:P{n % 50}" if voiced else "") for n, text in enumerate(texts[::2])
            ]
            found = twins(observations)
            right = sum(of == f"a{2 * int(key[1:]):05}" for key, of in found.items())
            whose = "one voice" if voiced else "no voice"
            figures = f"recall {right / len(texts[::2]):.3f} precision {right / max(1, len(found)):.3f}"
            print(f"near-duplicates {name}, {whose}: {figures}", flush=True)


def seen(key: str, document: str, text: str, voice: str) -> Observation:
    return Observation(key=key, study="s", document=document, locator=key, text=text, voice=voice)


def retyped(text: str, chance: random.Random) -> str:
    words = text.split()
    place = chance.randrange(len(words))
    way = chance.randrange(5)
    if way == 0:
        return text.upper()
    if way == 1:
        words[place] = words[place][1:] or words[place] + "x"
    elif way == 2:
        words.insert(0, "Hei,")
    elif way == 3:
        del words[place]
    else:
        words = [*words[len(words) // 2 :], *words[: len(words) // 2]]
    return " ".join(words)


def scale() -> None:
    """50,000 short and 50,000 long texts, each in a process of its own."""
    for kind in ("short", "long"):
        subprocess.run([sys.executable, "-m", "tests.bench.themes", "--grouped", kind], check=True, timeout=900)


def grouped(kind: str) -> None:
    names = ("vkk",) if kind == "long" else ("massive_fi", "massive_en", "banking77")
    texts = [text for name in names for text, _ in read(name)]
    texts = (texts * 2)[:50000]
    begun = time.perf_counter()
    features = space([telling(said(text), "fi") for text in texts], "fi")
    found = groups(features, 8)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(texts)} {kind} texts grouped: {time.perf_counter() - begun:.1f} s ({time.process_time():.1f} s of a processor), peak {peak:.0f} MB, {len(found)} groups",
        flush=True,
    )


if __name__ == "__main__":
    main()
