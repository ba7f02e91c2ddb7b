import { expect, test } from 'vitest'
import { named } from '../../../../src/screens/office/import/files'

const file = new File([], 'x')
const names = (...paths: string[]) => named(paths.map((path) => ({ file, path }))).map(({ name }) => name)

test('portraits keep their folder and other files only their name', () => {
  expect(names('day/photos/S001.jpg', 'S002.JPG', '/day/staff.xlsx', 'plan.yaml')).toEqual([
    'photos/S001.jpg',
    'photos/S002.JPG',
    'staff.xlsx',
    'plan.yaml',
  ])
})

test('hidden files and Office’s lock files are left out', () => {
  expect(names('day/.DS_Store', 'day/~$staff.xlsx', 'photos/Thumbs.db', '.git/x.csv')).toEqual([])
})
